import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { EngineClient } from "../../../scripts/engine/client.ts";
import { cachedPath } from "../../../scripts/tools/cached.ts";
import { installTools } from "../../../scripts/tools/install.ts";
import { tempDirectory } from "../../harness.ts";

/** The template's name as Helm knows it: what our parser must be told to know the same. */
export const NAME = "c/templates/_t.tpl";

/** What Go's parser inside of Helm says of a template. */
export type Verdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly message: string;
      /** Where Go says the fault is, from 1; undefined where it names another place than the fault's. */
      readonly line: number | undefined;
    };

/** Helm's engine as a parser: a chart with one partial, which Helm parses and never runs. */
export class Helm {
  readonly #client: EngineClient;
  /** Charts that no question is using. */
  readonly #charts: string[];

  private constructor(client: EngineClient) {
    this.#client = client;
    this.#charts = ["a", "b"].map(() => emptyChart());
  }

  static async start(): Promise<Helm> {
    const installed = await installTools(["engine"]);
    if (!installed.ok) throw new Error(installed.error.map((one) => one.message).join("\n"));
    return new Helm(new EngineClient(cachedPath("engine")));
  }

  /** Two questions may be open at a time. */
  async parse(text: string): Promise<Verdict> {
    const chart = this.#charts.pop();
    if (chart === undefined) throw new Error("more questions than charts");
    writeFileSync(path.join(chart, "templates/_t.tpl"), text);
    const request = { chart, name: "r", namespace: "n", values: "", phases: ["install"] };
    const answer = await this.#client.ask({ op: "render", ...request });
    this.#charts.push(chart);
    const [render] = answer.phases ?? [];
    return render?.ok ? { ok: true } : refused(render?.error ?? answer.error ?? "");
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

function emptyChart(): string {
  const chart = path.join(tempDirectory(), "c");
  mkdirSync(path.join(chart, "templates"), { recursive: true });
  writeFileSync(path.join(chart, "Chart.yaml"), "apiVersion: v2\nname: c\nversion: 0.1.0\n");
  return chart;
}

function refused(error: string): Verdict {
  // Helm puts a hint of its own behind each error.
  const [told = ""] = error.split("\n\nUse --debug");
  const found = /^parse error at \(c\/templates\/_t\.tpl:(\d+)\): (.*)$/s.exec(told);
  if (!found) throw new Error(`no parse error: ${error}`);
  const [, line, message = ""] = found;
  return { ok: false, message, line: meantLine(Number(line), message) };
}

/**
 * An unclosed action is told with the line it starts at. At an end of file Go names the last line and not what is open;
 * of two definitions it names the end of the second.
 */
function meantLine(line: number, message: string): number | undefined {
  if (/unexpected EOF|multiple definition/.test(message)) return undefined;
  const started = /^unclosed action started at .*:(\d+)$/.exec(message);
  return started ? Number(started[1]) : line;
}
