import path from "node:path";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { RenderedRelease } from "../render/model.ts";
import { objectFiles, releaseFolder } from "../render/tree.ts";
import { writeTree } from "../render/write-tree.ts";
import type { Invocation } from "./command.ts";

export interface OutputRequest {
  /** The repository's root. */
  readonly root: string;
  /** Absolute. */
  readonly directory: string;
  readonly environment: string;
  /** Everything of the environment was rendered, so that what is not there is no more. */
  readonly all: boolean;
  readonly force: boolean;
}

/** Writes rendered releases as files, and says how they are used; what kept them from being written comes back. */
export function writeReleases(
  { screen, cwd }: Invocation,
  rendered: readonly RenderedRelease[],
  { root, directory, environment, all, force }: OutputRequest,
): readonly Diagnostic[] {
  const files = rendered.flatMap(objectFiles);
  const folders = rendered.map(releaseFolder);
  const done = writeTree({ root, directory, environment, files, force, within: all ? undefined : folders });
  if (!done.ok) return done.error;
  const { written, removed } = done.value;
  const shown = (file: string) => path.relative(cwd, path.join(directory, file)) || ".";
  screen.say(
    `${written} files written below ${directory}, secrets masked${removed > 0 ? `; ${removed} removed` : ""}`,
  );
  for (const { release } of rendered)
    screen.say(`  kubectl apply -n ${release.namespace} -f ${shown(releaseFolder({ release }))}`);
  if (files.some(({ file }) => file.includes("/hooks/")))
    screen.say("  hooks stand in hooks/, numbered as Helm runs them; that command leaves them alone");
  const masked = files.filter((one) => one.masked).map(({ file }) => shown(file));
  if (masked.length > 0)
    screen.say(
      `  these hold secrets, which are never written: kubectl passes them over, and you make them yourself\n${masked.map((one) => `    ${one}`).join("\n")}`,
    );
  return [];
}
