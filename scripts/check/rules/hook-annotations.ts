import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { nameOf, objectAt, placeOf, type Rule } from "../rule.ts";

// helm.sh/helm/v4 pkg/release/v1/hook.go; `crd-install` is Helm 2's and does nothing any more.
const EVENTS = new Set(
  ["install", "upgrade", "delete", "rollback"]
    .flatMap((one) => [`pre-${one}`, `post-${one}`])
    .concat("test", "test-success"),
);
const POLICIES = new Set(["before-hook-creation", "hook-succeeded", "hook-failed"]);

/** Hook annotations that Helm would ignore without a word. */
export const hookAnnotations: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const annotations = objectAt(manifest.object, "metadata", "annotations");
    const hook = annotations["helm.sh/hook"];
    if (hook === undefined) return [];
    const findings: Diagnostic[] = [];
    const name = nameOf(manifest.object);
    const at = (key: string) => ({ place: placeOf(context, manifest, key) });
    for (const event of words(hook)) {
      if (!EVENTS.has(event))
        findings.push(diagnostic("CR510", `${name}: unknown hook \`${event}\``, at("helm.sh/hook")));
    }
    const weight = annotations["helm.sh/hook-weight"];
    if (weight !== undefined && !/^[+-]?\d+$/.test(String(weight))) {
      findings.push(
        diagnostic(
          "CR512",
          `${name}: hook weight \`${String(weight)}\` is no integer`,
          at("helm.sh/hook-weight"),
        ),
      );
    }
    const policy = annotations["helm.sh/hook-delete-policy"];
    if (policy === undefined) return findings;
    const key = "helm.sh/hook-delete-policy";
    for (const one of words(policy)) {
      if (!POLICIES.has(one))
        findings.push(diagnostic("CR511", `${name}: unknown hook delete policy \`${one}\``, at(key)));
    }
    if (!words(policy).includes("before-hook-creation")) {
      findings.push(
        diagnostic("CR513", `${name}: the delete policy leaves out \`before-hook-creation\``, at(key)),
      );
    }
    return findings;
  });

function words(value: unknown): string[] {
  return String(value)
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}
