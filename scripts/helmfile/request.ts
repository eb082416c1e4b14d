import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Ran } from "../core/exec.ts";
import { taint } from "../core/taint.ts";
import type { Environment } from "../environment/model.ts";
import type { ReleaseRecord } from "./records.ts";
import type { Target } from "./target.ts";

/** What every run of helmfile against a cluster needs. */
export interface HelmfileRequest {
  readonly environment: Environment;
  readonly target: Target;
  /** helmfile's global options as the user gave them. */
  readonly helmfileOptions: readonly string[];
  /** The user's own words after the verb. */
  readonly args: readonly string[];
  /** What helm knew of the releases before. */
  readonly records: readonly ReleaseRecord[];
}

/** helmfile itself failed, before any release did. */
export function helmfileFailed(ran: Ran): Diagnostic {
  const lines = taint
    .mask(`${ran.stderr}\n${ran.stdout}`)
    .split("\n")
    .map((line) => line.trim());
  const said =
    lines.findLast((line) => /^Error: (?!plugin ")/.test(line)) ?? // "plugin diff exited" tells nothing
    lines.find((line) => line !== "") ??
    "";
  return diagnostic("CR622", "helmfile stopped", {
    note: said.replace(/^Error: /, ""),
    help: "run again with --verbose to see all that helmfile and helm said",
  });
}
