import path from "node:path";
import { readIfThere } from "../../core/files.ts";
import type { KitRelease } from "./release.ts";

/** The values of the one environment that a repository without any begins with. */
export const VALUES = "environments/default/values.yaml";

/** Values to begin with: of each chart the sample that its own tests have, where there is one. */
export function sampleValues(root: string, releases: readonly KitRelease[]): string {
  const parts = releases.map(({ name, folder }) => {
    const sample = `${folder}/ci/minimal-values.yaml`;
    const text = readIfThere(path.join(root, sample));
    const about = `# Values of ${folder}: its values.yaml says what there is.`;
    if (text === undefined) return `${about}\n${name}: {}\n`;
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => (line === "" ? "" : `  ${line}`));
    return `${about} These are the sample of ${sample}: put your own in their place.\n${name}:\n${lines.join("\n")}\n`;
  });
  return `# yaml-language-server: $schema=../../schemas/environment.schema.json
# What the releases of helmfile.d/ get: the values of each stand below its name.
namespace: default

${parts.join("\n")}`;
}
