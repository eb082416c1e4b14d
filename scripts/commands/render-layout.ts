import { existsSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../copy/root.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { showPath } from "../core/json.ts";
import { type Environment, releaseKey } from "../environment/model.ts";
import { sourceOf } from "../image/git.ts";
import type { MergedNode } from "../merge/model.ts";
import { nameOf } from "../render/hooks.ts";
import { type Layout, layOut, type Unresolved } from "../render/layout.ts";
import type { Manifest, RenderedRelease } from "../render/model.ts";
import { releaseFolder } from "../render/tree.ts";
import { writeTree } from "../render/write-tree.ts";
import { secretReferences } from "../secrets/references.ts";
import type { AnnotatedReleases } from "../validate/release.ts";
import type { Invocation } from "./command.ts";

export interface LayoutOutput {
  readonly layout: Layout;
  /** Absolute. */
  readonly directory: string;
  readonly environment: Environment;
  readonly annotated: AnnotatedReleases;
  /** Everything of the environment was rendered, so that what is not there is no more. */
  readonly all: boolean;
  readonly force: boolean;
  readonly repository?: string | undefined;
  readonly revision: string;
}

/** Writes rendered releases as the tree that Argo CD or Flux applies; nothing of it where a secret cannot be left out. */
export async function writeLayout(
  { screen, cwd }: Invocation,
  rendered: readonly RenderedRelease[],
  { layout, directory, environment, annotated, all, force, ...where }: LayoutOutput,
): Promise<readonly Diagnostic[]> {
  const { name, root, context } = environment;
  if (environment.secretsWithheld)
    return [
      diagnostic("CR318", `the secrets of ${name} stayed closed, so none can be told from what is none`, {
        help: "name the key: SOPS_AGE_KEY_FILE=/path/to/keys.txt",
      }),
    ];
  const top = topOf(directory, cwd);
  const repository = where.repository ?? (await sourceOf(top));
  if (repository === undefined)
    return [
      diagnostic("CR001", `--layout ${layout} needs the address that ${layout} clones the tree from`, {
        help: "give it: --repo https://example.com/you/deploy.git, or add a remote `origin`",
      }),
    ];
  const request = {
    environment: name,
    context,
    repository,
    revision: where.revision,
    folder: path.relative(top, directory).split(path.sep).join("/"),
  };
  const plain = new Map(rendered.map((one) => [one, plainTexts(annotated, one)]));
  const { files, unresolved, leftOut } = layOut(layout, rendered, request, {
    references: await secretReferences(environment),
    isPlain: (release, text) => plain.get(release)?.has(text) ?? false,
  });
  if (unresolved.length > 0) return unresolved.map(cannotBeReferred);
  const folders = rendered.map((one) => `${name}/${releaseFolder(one)}`);
  const within = all ? undefined : folders;
  const done = writeTree({ root, directory, environment: name, files, force, within });
  if (!done.ok) return done.error;
  const { written, removed } = done.value;
  const shown = path.relative(cwd, path.join(directory, name)) || ".";
  screen.say(
    `${written} files written below ${shown}, secrets as references${removed > 0 ? `; ${removed} removed` : ""}`,
  );
  const entry = layout === "argocd" ? "applications" : "kustomizations";
  screen.say(`  commit them to ${repository}; then once: kubectl apply -f ${path.join(shown, entry)}`);
  if (leftOut.length > 0) screen.say(`  left out, since they are not for every sync: ${named(leftOut)}`);
  return [];
}

/** The root of the repository that the tree will be committed to, which need not be the one that it is made from. */
function topOf(directory: string, cwd: string): string {
  const top = repositoryRoot(directory);
  if (existsSync(path.join(top, ".git"))) return top;
  return directory.startsWith(`${path.resolve(cwd)}${path.sep}`) ? path.resolve(cwd) : directory;
}

/** The texts of a release's values that no encrypted file and no schema calls secret. */
function plainTexts(annotated: AnnotatedReleases, { release }: RenderedRelease): ReadonlySet<string> {
  const texts = new Set<string>();
  const collect = (node: MergedNode): void => {
    if (node.kind === "list") node.items.forEach(collect);
    else if (node.kind === "map") for (const one of node.entries.values()) collect(one);
    else if (!node.secret) texts.add(String(node.value));
  };
  const final = annotated.get(releaseKey(release))?.final;
  if (final) collect(final);
  return texts;
}

function cannotBeReferred({ release, manifest, path: at }: Unresolved): Diagnostic {
  const object = `${String(manifest.object.kind)} ${nameOf(manifest)}`;
  return diagnostic(
    "CR318",
    `${object} of ${release.release.name} holds a secret at ${showPath(at)} that cannot be a reference`,
    {
      note: `it is written by ${manifest.template}; a reference stands for one encrypted text as it is, not for what a template makes of it`,
      help: "encrypt the text that the object needs itself, or have it from a Secret that exists in the cluster",
    },
  );
}

function named(manifests: readonly Manifest[]): string {
  const names = manifests.map((one) => `${String(one.object.kind)} ${nameOf(one)} (${one.hooks.join(", ")})`);
  return [...new Set(names)].join(", ");
}
