import { diagnostic } from "../core/diagnostic.ts";
import { showPath } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { HelmfileLocation } from "../environment/find.ts";
import type { Environment } from "../environment/model.ts";
import { environmentValues } from "../merge/environment.ts";
import type { MergedMap, MergedNode } from "../merge/model.ts";
import { nodeAt } from "../merge/value.ts";
import { openEnvironment } from "../validate/open-environment.ts";

/** The image of one environment, as its values name it. */
export interface ImageTarget {
  readonly environment: Environment;
  readonly merged: MergedMap;
  /** Where the image's map lies in the values: `["phoenix", "image"]`. */
  readonly path: readonly string[];
  /** Undefined where no value says it. */
  readonly repository: string | undefined;
  readonly tag: string | undefined;
}

/** Asks helmfile for an environment and finds its image: the one with a repository, or that of `release`. */
export async function imageTarget(
  location: HelmfileLocation,
  name: string,
  helmfileOptions: readonly string[],
  release: string | undefined,
): Promise<Result<ImageTarget>> {
  const read = await openEnvironment({ ...location, name, helmfileOptions });
  if (!read.ok) return read;
  const environment = read.value.value;
  const { merged } = await environmentValues(environment);
  const found = imagesIn(merged);
  const paths =
    release === undefined ? found : [found.find(([first]) => first === release) ?? [release, "image"]];
  const [path, ...others] = paths;
  if (release !== undefined && !environment.releases.some((one) => one.name === release)) {
    const names = environment.releases.map((one) => one.name).join(", ");
    return fail([
      diagnostic("CR725", `${name} has no release \`${release}\``, { help: `its releases: ${names}` }),
    ]);
  }
  if (path === undefined) {
    return fail([
      diagnostic("CR725", `no value of ${name} names an image`, {
        help: `write \`image.repository\` below a release's key into its values, or name both: --release phoenix --image you/app`,
      }),
    ]);
  }
  if (others.length > 0) {
    return fail([
      diagnostic("CR725", `the values of ${name} name several images: ${paths.map(showPath).join(", ")}`, {
        help: `say whose image it is: --release ${path[0]}`,
      }),
    ]);
  }
  return ok({
    environment,
    merged,
    path,
    repository: textAt(merged, [...path, "repository"]),
    tag: textAt(merged, [...path, "tag"]),
  });
}

/** Maps called `image` with a repository, at the top or directly below a key. */
function imagesIn(merged: MergedMap): string[][] {
  const paths = [["image"], ...[...merged.entries.keys()].map((key) => [key, "image"])];
  return paths.filter((path) => textAt(merged, [...path, "repository"]) !== undefined);
}

/** A text or number that is set and not empty. */
export function textAt(merged: MergedNode, path: readonly string[]): string | undefined {
  const node = nodeAt(merged, path);
  if (node?.kind !== "scalar" || node.value === null || node.value === "") return undefined;
  return String(node.value);
}
