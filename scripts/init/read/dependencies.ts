import path from "node:path";
import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { fileStart } from "../../core/source.ts";
import type { Fact } from "../project.ts";
import type { MixFile, Said } from "./mix-file.ts";

/** Names of the dependencies that Hex or git brings, of all applications, sorted. */
export function fetchedDependencies(files: readonly MixFile[]): readonly string[] {
  const named = files.flatMap(({ dependencies }) => dependencies.map(({ value }) => value));
  return [...new Set(named.filter(({ from }) => from === "elsewhere").map(({ name }) => name))].sort();
}

/** The folders of `path:` dependencies, and a finding for each that the build of an image could not see. */
export function localDependencies(files: readonly MixFile[]): {
  readonly local: readonly string[];
  readonly findings: readonly Diagnostic[];
} {
  const local = new Set<string>();
  const findings: Diagnostic[] = [];
  for (const { folder, dependencies } of files) {
    for (const { value, where } of dependencies) {
      if (value.from !== "path") continue;
      const to = path.posix.join(folder, value.path).replace(/\/$/, "");
      if (!to.startsWith("..") && !path.posix.isAbsolute(value.path)) local.add(to);
      else findings.push(outside(value.name, value.path, where));
    }
  }
  return { local: [...local].sort(), findings };
}

function outside(name: string, to: string, where: string): Diagnostic {
  const [, file, line] = /^(.+):(\d+)$/.exec(where) ?? [];
  return diagnostic("CR712", `the dependency ${name} lies outside of the project, at ${to}`, {
    ...(file && { place: { ...fileStart(file), line: Number(line), endLine: Number(line) } }),
    note: "the build of an image sees the project's folder alone, so it would stop at `mix deps.get`",
    help: "bring it into the project (a folder, a git submodule), or take it from git: `git:` in its place of `path:`",
  });
}

/** Distillery is a dependency, or has its configuration still there. */
export function readDistillery(files: readonly MixFile[], paths: ReadonlySet<string>): Fact<boolean> {
  const found: Said<unknown> | undefined = files
    .flatMap(({ dependencies }) => dependencies)
    .find(({ value }) => value.name === "distillery");
  if (found) return { value: true, why: found.where };
  return paths.has("rel/config.exs")
    ? { value: true, why: "rel/config.exs" }
    : { value: false, why: "not in mix.exs" };
}
