import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { logPolicies } from "../hook-policies.ts";
import { nameOf, objectAt, placeOf, type Rule } from "../rule.ts";

const POLICIES = new Set(["before-hook-creation", "hook-succeeded", "hook-failed"]);
const LOG_POLICIES = new Set(["hook-succeeded", "hook-failed"]);

/** Hook annotations that Helm would ignore without a word. Of unknown events only the template tells (CR510). */
export const hookAnnotations: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const annotations = objectAt(manifest.object, "metadata", "annotations");
    const hook = annotations["helm.sh/hook"];
    if (hook === undefined) return [];
    const findings: Diagnostic[] = [];
    const name = nameOf(manifest.object);
    const at = (key: string) => ({ place: placeOf(context, manifest, key) });
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
    for (const one of logPolicies(manifest.object).filter((one) => !LOG_POLICIES.has(one)))
      findings.push(
        diagnostic(
          "CR519",
          `${name}: unknown hook log policy \`${one}\``,
          at("helm.sh/hook-output-log-policy"),
        ),
      );
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
