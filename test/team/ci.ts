import { spawn } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { tempDirectory } from "../harness.ts";
import { installPacked } from "../packed.ts";
import { type CliResult, collected } from "../rig.ts";

let package_: string | undefined;

/**
 * Runs the packed and installed chartroom as a step of a workflow does: no terminal, no key, a home of its own. Tools
 * are those of this machine.
 */
export function ci(root: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
  package_ ??= installPacked(tempDirectory(), ["json-schema-to-typescript"]); // for `types`
  const home = path.join(package_, "home");
  const runner = {
    PATH: process.env.PATH,
    HOME: home,
    TMPDIR: process.env.TMPDIR,
    CHARTROOM_TOOLS:
      process.env.CHARTROOM_TOOLS ?? path.join(process.env.HOME ?? "", ".cache/chartroom/tools"),
    CI: "true",
    GITHUB_ACTIONS: "true",
    NO_COLOR: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
  };
  const main = path.join(package_, "node_modules/chartroom/dist/scripts/main.js");
  return collected(
    spawn(process.execPath, [main, ...words], {
      cwd: root,
      env: { ...runner, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
}

interface Diagnostic {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** `CR203 config/x.yaml:4:3` of each finding of `--format json`, sorted; without a place the code alone. */
export function found(stdout: string): string[] {
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] };
  return diagnostics
    .map(({ code, file, line, column }) => (file === undefined ? code : `${code} ${file}:${line}:${column}`))
    .sort();
}

/** The same of `--format github`. */
export function annotated(stdout: string): string[] {
  const lines = stdout.split("\n").filter((line) => /^::(error|warning|notice) /.test(line));
  return lines
    .map((line) => {
      const [, code] = /title=(CR\d{3})/.exec(line) ?? [];
      const [, file] = /file=([^,:]+)/.exec(line) ?? [];
      if (file === undefined) return `${code}`;
      return `${code} ${file}:${/line=(\d+)/.exec(line)?.[1]}:${/col=(\d+)/.exec(line)?.[1]}`;
    })
    .sort();
}

interface SarifResult {
  readonly ruleId: string;
  readonly locations?: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number; readonly startColumn: number };
    };
  }[];
}

/** The same of `--format sarif`. */
export function scanned(stdout: string): string[] {
  const { runs } = JSON.parse(stdout) as { runs: readonly { results: readonly SarifResult[] }[] };
  return (runs[0]?.results ?? [])
    .map(({ ruleId, locations }) => {
      const at = locations?.[0]?.physicalLocation;
      return at
        ? `${ruleId} ${at.artifactLocation.uri}:${at.region.startLine}:${at.region.startColumn}`
        : ruleId;
    })
    .sort();
}
