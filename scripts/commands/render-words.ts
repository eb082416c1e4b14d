import { parseArgs } from "node:util";
import { diagnostic } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { LAYOUTS, type Layout } from "../render/layout.ts";
import type { Phase } from "../render/model.ts";
import { kubeVersionProblem } from "./check-for.ts";

/** What `chartroom render` was asked for. */
export interface RenderWords {
  readonly environment: string;
  readonly releases: readonly string[];
  readonly phase: Phase;
  readonly output?: string;
  readonly kubeVersion?: string;
  readonly noCache: boolean;
  /** Files of others below `output` are written over. */
  readonly force: boolean;
  /** For whom `output` is laid out; undefined: for kubectl. */
  readonly layout?: Layout;
  /** Where the layout's tree is cloned from. */
  readonly repository?: string;
  readonly revision: string;
}

/** Reads the words after `render`; a wrong one is a CR001 finding. */
export function readRenderWords(
  args: readonly string[],
  environments: readonly string[],
): Result<RenderWords> {
  const wrong = (message: string) => fail([diagnostic("CR001", message, { help: "chartroom help render" })]);
  const [environment, ...more] = environments;
  if (environment === undefined) return wrong("render needs an environment: chartroom -e ENVIRONMENT render");
  if (more.length > 0) return wrong("render takes one environment at a time");
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        phase: { type: "string" },
        output: { type: "string", short: "o" },
        "kube-version": { type: "string" },
        "no-cache": { type: "boolean", default: false },
        force: { type: "boolean", default: false },
        layout: { type: "string" },
        repo: { type: "string" },
        revision: { type: "string" },
      },
    });
    const { output, "kube-version": kubeVersion, "no-cache": noCache, force, repo } = values;
    const layout = LAYOUTS.find((one) => one === values.layout);
    const phase = values.phase ?? (layout === undefined ? "install" : "upgrade");
    if (values.layout !== undefined && layout === undefined)
      return wrong(`--layout is ${LAYOUTS.join(" or ")}, not ${values.layout}`);
    if (layout !== undefined && output === undefined) return wrong("--layout needs `-o DIRECTORY`");
    if (layout !== undefined && values.phase !== undefined)
      return wrong("--layout is for every sync: it takes no --phase");
    if (layout === undefined && (repo ?? values.revision) !== undefined)
      return wrong("--repo and --revision are for --layout");
    if (force && output === undefined) return wrong("--force is for `-o DIRECTORY`");
    if (phase !== "install" && phase !== "upgrade")
      return wrong(`--phase is install or upgrade, not ${phase}`);
    const wrongVersion = kubeVersion === undefined ? undefined : kubeVersionProblem(kubeVersion);
    if (wrongVersion !== undefined) return wrong(wrongVersion);
    return ok({
      environment,
      releases: positionals,
      phase,
      noCache,
      force,
      revision: values.revision ?? "HEAD",
      ...(layout !== undefined && { layout }),
      ...(repo !== undefined && { repository: repo }),
      ...(output !== undefined && { output }),
      ...(kubeVersion !== undefined && { kubeVersion }),
    });
  } catch (error) {
    return wrong((error as Error).message.split(". ")[0] as string);
  }
}
