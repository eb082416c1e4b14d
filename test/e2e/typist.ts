import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Ran, run } from "../../scripts/core/exec.ts";
import { findTool } from "../../scripts/tools/find.ts";
import type { RealCluster } from "../cluster/real.ts";
import { assert, tempDirectory } from "../harness.ts";
import { type ClusterLine, clusterLines, filled } from "../readme/cluster-lines.ts";
import { type Chapter, chapters, rowOf, type Typed } from "../readme/on-node.ts";
import { pages } from "../readme/pages.ts";
import type { Place } from "./place.ts";

/** What stands for a page's placeholders, asked before each line: a line before it may have replaced the pods. */
export type Words = () => Promise<Readonly<Record<string, string>>>;

/** The context of who types. */
const CONTEXT = "staging";

/** Somebody who types the lines of the pages, as they stand, in a shell of their own with a kubeconfig of their own. */
export class Typist {
  private readonly env: Readonly<Record<string, string>>;
  private readonly all = pages.flatMap((page) => clusterLines(page));
  private readonly played = new Set<Chapter>();
  private readonly lacking = new Set<string>();
  private readonly wrong: string[] = [];
  private lines = 0;
  private readonly place: Place;
  private readonly say: (line: string) => void;

  private constructor(place: Place, say: (line: string) => void, env: Readonly<Record<string, string>>) {
    this.place = place;
    this.say = say;
    this.env = env;
  }

  /** With a copy of the cluster's kubeconfig whose one context is of the place's namespace. */
  static async at(
    place: Place,
    options: { readonly cluster: RealCluster; readonly say: (line: string) => void },
  ): Promise<Typist> {
    const helm = await findTool("helm");
    if (!helm.ok) throw new Error("helm is not there");
    const programs = [options.cluster.programs.kubectl as string, helm.value.path];
    const folders = programs.map((program) => path.dirname(program));
    const home = tempDirectory();
    const kubeconfig = path.join(home, "kubeconfig");
    const seen = await place.site.kubectl(["config", "view", "--raw", "--minify", "--output", "json"]);
    assert.is(seen.code, 0, seen.stderr);
    const config = JSON.parse(seen.stdout);
    const [first] = config.contexts;
    config.contexts = [{ name: CONTEXT, context: { ...first.context, namespace: place.namespace } }];
    config["current-context"] = CONTEXT;
    writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 });
    const PATH = [...folders, process.env.PATH].join(":");
    return new Typist(place, options.say, { PATH, HOME: home, KUBECONFIG: kubeconfig });
  }

  /** Types all lines of a chapter in the order of the pages, each text once; `summary` tells what went wrong. */
  async chapter(name: Chapter, words: Words): Promise<void> {
    this.played.add(name);
    const typed = new Set<string>();
    for (const one of this.all) {
      const row = rowOf(name, one);
      if (row === undefined || typed.has(one.line)) continue;
      typed.add(one.line);
      const wrong = await this.type(one, row, await words());
      if (wrong === undefined) continue;
      this.wrong.push(`${one.page}, where ${name}: ${wrong.split("\n")[0]}`);
      this.say(`${one.page}, where ${name}: ${wrong}`);
    }
    if (typed.size === 0) throw new Error(`no page has a line for where ${name}`);
    this.lines += typed.size;
  }

  /** What bash makes of a line, after the one that each runbook begins with; what is typed comes by a pipe of its own. */
  bash(line: string, typed?: string): Promise<Ran> {
    const script = typed === undefined ? line : `printf %s "$TYPED" | {\n${line}\n}`;
    const first = `NS=${this.place.namespace} NAME=phoenix`;
    const [program, ...args] = this.place.site.here("bash", ["-c", `set -u; ${first}\n${script}`]);
    return run(program as string, args, { env: { ...this.env, TYPED: typed } });
  }

  /** Throws where a line went wrong or a chapter was left out; tells what was typed, and what the node has not. */
  summary(): string {
    const left = chapters.filter((one) => !this.played.has(one));
    if (left.length > 0) throw new Error(`nobody was where ${left.join(", ")}`);
    if (this.wrong.length > 0) throw new Error(this.wrong.join("\n"));
    const lacks = [...this.lacking].map((one) => `; could not run: ${one}`).join("");
    return `${this.lines} lines typed in ${this.played.size} states${lacks}`;
  }

  /** What is wrong with what came of a line, and all that it said. */
  private async type(
    one: ClusterLine,
    row: Typed,
    words: Readonly<Record<string, string>>,
  ): Promise<string | undefined> {
    const line = filled(row.as?.(one.line) ?? one.line, words);
    if (row.lacks !== undefined) this.lacking.add(`${/ (\w+ pods) /.exec(one.line)?.[1]} (no ${row.lacks})`);
    const { code, stdout, stderr } = await this.bash(line, row.input && filled(row.input, words));
    const { code: wanted = 0, prints = /\S/ } = row;
    const said = wanted === 0 ? stdout : stdout + stderr;
    if (code === wanted && prints.test(said)) return undefined;
    const why = code === wanted ? `does not print ${prints}` : `exits ${code}, not ${wanted}`;
    return `${line} ${why}\n${stdout}${stderr}`;
  }
}
