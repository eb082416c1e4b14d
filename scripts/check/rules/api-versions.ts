import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { isReached } from "../../core/kubernetes-versions.ts";
import type { Manifest } from "../../render/model.ts";
import { nameOf, objectAt, placeOfPath, type Rule, type RuleContext } from "../rule.ts";
import { kindOf, lookUp, otherVersions } from "../schemas/catalog.ts";
import { type Lifecycle, lifecycleOf } from "../schemas/lifecycle.ts";

/** What Kubernetes says in a comment of the API type, and in no lifecycle function. */
const SAID_IN_WORDS: Readonly<Record<string, string>> = {
  "v1 Endpoints": "discovery.k8s.io/v1 EndpointSlice",
};

/** API versions that the target version no longer has, never had, or is about to drop. */
export const apiVersions: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const { object } = manifest;
    const { target, custom } = context;
    const life = lifecycleOf(kindOf(object));
    const found = lookUp(object, target, custom);
    // Helm sends the items of a list one by one.
    if (kindOf(object) === "v1 List") return [];
    const missing = ["apiVersion", "kind"].find((key) => typeof object[key] !== "string");
    if (missing !== undefined) return [incomplete(context, manifest, missing)];
    if (found.is === "known") {
      const warning = found.kind.deprecated;
      if (warning !== undefined) return [deprecatedCustom(context, manifest, warning)];
    }
    if (found.is === "absent") return [gone(context, manifest, life)];
    return isReached(life?.deprecated, target.minor)
      ? [deprecated(context, manifest, life as Lifecycle)]
      : [];
  });

/** Helm renders it, and stops at the install: the object could be anything. */
function incomplete(context: RuleContext, manifest: Manifest, missing: string): Diagnostic {
  const { name } = objectAt(manifest.object, "metadata");
  const which = typeof name === "string" ? `the object \`${name}\`` : "an object";
  return diagnostic("CR502", `${which}: \`${missing}\` is required`, {
    ...placeOfPath(context, manifest, []),
    help: "is it one part of an object? A `---` or a wrong indentation can tear one apart",
  });
}

function gone(context: RuleContext, manifest: Manifest, life: Lifecycle | undefined): Diagnostic {
  const { object } = manifest;
  const { minor, version } = context.target;
  const message = `${nameOf(object)}: Kubernetes ${minor} has no \`${String(object.kind)}\` in \`${String(object.apiVersion)}\``;
  const [other] = otherVersions(object, version, context.custom);
  const since = isReached(life?.removed, minor) ? `removed in ${life?.removed}` : undefined;
  const later =
    life?.introduced !== undefined && !isReached(life.introduced, minor)
      ? `it comes with ${life.introduced}`
      : since;
  return diagnostic("CR503", message, {
    ...placeOfPath(context, manifest, ["apiVersion"]),
    note: later,
    help:
      instead(object.kind, life?.replacement) ??
      (other === undefined ? undefined : `write \`apiVersion: ${other}\``),
  });
}

function deprecated(context: RuleContext, manifest: Manifest, life: Lifecycle): Diagnostic {
  const { object } = manifest;
  const { minor, version } = context.target;
  const [other] = otherVersions(object, version, context.custom).filter(
    (one) => !isReached(lifecycleOf(`${one} ${String(object.kind)}`)?.deprecated, minor),
  );
  const until = life.removed === undefined ? "" : `, and is removed in ${life.removed}`;
  const message = `${nameOf(object)}: \`${String(object.apiVersion)}\` of \`${String(object.kind)}\` is deprecated since Kubernetes ${life.deprecated}${until}`;
  return diagnostic("CR551", message, {
    ...placeOfPath(context, manifest, ["apiVersion"]),
    help:
      instead(object.kind, life.replacement ?? SAID_IN_WORDS[kindOf(object)]) ??
      (other === undefined ? undefined : `write \`apiVersion: ${other}\``),
  });
}

function deprecatedCustom(context: RuleContext, manifest: Manifest, warning: string): Diagnostic {
  const { object } = manifest;
  const message = `${nameOf(object)}: \`${String(object.apiVersion)}\` of \`${String(object.kind)}\` is deprecated by its CustomResourceDefinition`;
  const [other] = otherVersions(object, context.target.version, context.custom).filter(
    (one) => one !== object.apiVersion,
  );
  return diagnostic("CR551", message, {
    ...placeOfPath(context, manifest, ["apiVersion"]),
    note: warning === "" ? undefined : warning,
    help: other === undefined ? undefined : `write \`apiVersion: ${other}\``,
  });
}

/** `write apiVersion: networking.k8s.io/v1`, or the kind to use in its place. */
function instead(kind: unknown, replacement: string | undefined): string | undefined {
  if (replacement === undefined) return undefined;
  const [apiVersion, other] = replacement.split(" ");
  return other === kind ? `write \`apiVersion: ${apiVersion}\`` : `use \`${other}\` in \`${apiVersion}\``;
}
