import { MASK, taint } from "../core/taint.ts";
import { nameOf, releaseTimeline } from "./hooks.ts";
import type { Manifest, RenderedRelease } from "./model.ts";
import { printManifest } from "./print.ts";

/** One file of a tree of manifests. */
export interface TreeFile {
  /** Relative to the tree's folder, forward slashes. */
  readonly file: string;
  readonly text: string;
  /** Secrets were left out, so a cluster must not get it as it is. */
  readonly masked: boolean;
}

/** kubectl reads .yaml, .yml and .json of a folder: what holds `<secret>` instead of a value ends otherwise. */
const PASSED_OVER = ".masked";
const MASKED_HEAD = `# ${MASK} stands for values that are not written to files. kubectl passes files of this name over.\n`;

/** The folder of a release in a tree. */
export function releaseFolder({ release }: Pick<RenderedRelease, "release">): string {
  return `${clean(release.namespace)}/${clean(release.name)}`;
}

/**
 * A rendered release as files, one for each object: `NAMESPACE/RELEASE/kind-name.yaml`. Hooks stand in `hooks/`, numbered
 * as Helm runs them in the phase, those of a removal or a rollback without a number; `helm test`'s in `tests/`:
 * `kubectl apply -f` of the release's folder takes its objects alone.
 */
export function objectFiles(rendered: RenderedRelease): TreeFile[] {
  const folder = releaseFolder(rendered);
  const taken = new Set<string>();
  const file = (manifest: Manifest, below: string, event?: string): TreeFile => {
    const text = printManifest(manifest, event);
    const masked = text.includes(MASK);
    const base = `${folder}/${below}${fileTitle(manifest)}`;
    let name = base;
    for (let again = 2; taken.has(name); again += 1) name = `${base}-${again}`;
    taken.add(name);
    return {
      file: `${name}.yaml${masked ? PASSED_OVER : ""}`,
      text: masked ? MASKED_HEAD + text : text,
      masked,
    };
  };
  const steps = releaseTimeline(rendered);
  const width = String(steps.length).length;
  let number = 0;
  const own = steps.flatMap((step) => {
    if (step.kind === "manifests") return step.manifests.map((one) => file(one, ""));
    number += 1;
    return [file(step.manifest, `hooks/${String(number).padStart(width, "0")}-${step.event}-`, step.event)];
  });
  const others = rendered.manifests.flatMap((one) =>
    one.hooks.flatMap((event) => {
      if (event === "test") return [file(one, "tests/", event)];
      return /^(pre|post)-(delete|rollback)$/.test(event) ? [file(one, `hooks/${event}-`, event)] : [];
    }),
  );
  return [...own, ...others];
}

/** What the file of an object is called: `deployment-web`. */
export function fileTitle(manifest: Manifest): string {
  // A chart can write a secret into a name, too.
  const name = clean(taint.mask(nameOf(manifest)));
  return `${clean(taint.mask(String(manifest.object.kind)).toLowerCase())}${name === "" ? "" : `-${name}`}`;
}

/** As a part of a file's name on any system: names of RBAC objects have colons, and a chart can write any text. */
function clean(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, "-").replace(/^\.+/, "");
}
