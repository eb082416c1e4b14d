import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Place } from "../core/source.ts";
import type { Environment, Release } from "../environment/model.ts";
import type { MergedMap, MergedNode } from "../merge/model.ts";
import { nodeAt } from "../merge/value.ts";

interface Compared {
  readonly environment: Environment;
  readonly merged: MergedMap;
}

/**
 * Environments of one context: only namespaces keep them apart (CR583), and where one release stands twice in one
 * namespace, nothing does (CR584). An environment that names no context says nothing.
 */
export function sharedClusters(checked: readonly Compared[]): Diagnostic[] {
  return checked.flatMap((later, at) => checked.slice(0, at).flatMap((earlier) => between(earlier, later)));
}

function between(earlier: Compared, later: Compared): Diagnostic[] {
  const [first, second] = [earlier.environment, later.environment];
  const contexts = contextsOf(second).filter((one) => contextsOf(first).includes(one));
  const [context] = contexts;
  if (context === undefined) return [];
  const keys = new Set(installed(first).map((one) => keyOf(first, one)));
  const twice = installed(second).filter((one) => keys.has(keyOf(second, one)));
  const place = placeOf(later, context);
  const other = placeOf(earlier, context);
  const labels = other ? [{ message: `\`${first.name}\` names it here`, place: other }] : [];
  if (twice.length > 0) {
    const names = twice.map(({ name, namespace }) => `${namespace}/${name}`).join(", ");
    return [
      diagnostic(
        "CR584",
        `\`${first.name}\` and \`${second.name}\` have the same release in one cluster: ${names}`,
        {
          place,
          labels,
          help: "give one of the two another context, or at least another namespace",
        },
      ),
    ];
  }
  return [
    diagnostic(
      "CR583",
      `only the namespace keeps \`${second.name}\` and \`${first.name}\` apart: both are in \`${context}\``,
      {
        place,
        labels,
        help: "give each a cluster, and so a context, of its own",
      },
    ),
  ];
}

function installed({ releases }: Environment): readonly Release[] {
  return releases.filter((one) => one.installed);
}

function contextOf({ context }: Environment, { kubeContext }: Release): string | undefined {
  return kubeContext ?? context;
}

function contextsOf(environment: Environment): string[] {
  const own = installed(environment).map((one) => contextOf(environment, one));
  return [...new Set(own)].filter((one) => one !== undefined);
}

/** What tells a release from all others of all clusters; one without a context from every other one. */
function keyOf(environment: Environment, release: Release): string {
  const context = contextOf(environment, release) ?? `of ${environment.name}`;
  return JSON.stringify([context, release.namespace, release.name]);
}

/** Where the context comes from: the value of this name, any value that says the same, else a release that is in it. */
function placeOf({ merged, environment }: Compared, context: string): Place | undefined {
  const named = nodeAt(merged, ["context"]) ?? sayingSo(merged, context);
  return named?.origins.at(-1)?.place ?? installed(environment)[0]?.place;
}

function sayingSo(node: MergedNode, text: string): MergedNode | undefined {
  if (node.kind === "scalar") return node.value === text && !node.secret ? node : undefined;
  const children = node.kind === "list" ? node.items : [...node.entries.values()];
  for (const one of children) {
    const found = sayingSo(one, text);
    if (found) return found;
  }
  return undefined;
}
