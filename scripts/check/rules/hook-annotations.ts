import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { nearest } from "../../core/nearest.ts";
import { logPolicies } from "../hook-policies.ts";
import { nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

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
    const at = (key: string, help: string) => ({
      ...placeOfPath(context, manifest, ["metadata", "annotations", key]),
      help,
    });
    const weight = annotations["helm.sh/hook-weight"];
    if (weight !== undefined && !/^[+-]?\d+$/.test(String(weight))) {
      findings.push(
        diagnostic(
          "CR512",
          `${name}: hook weight \`${String(weight)}\` is no integer`,
          at("helm.sh/hook-weight", 'write a whole number in quotes, such as "5"'),
        ),
      );
    }
    for (const one of logPolicies(manifest.object).filter((one) => !LOG_POLICIES.has(one)))
      findings.push(
        diagnostic(
          "CR519",
          `${name}: unknown hook log policy \`${one}\``,
          at("helm.sh/hook-output-log-policy", meant(one, LOG_POLICIES)),
        ),
      );
    const policy = annotations["helm.sh/hook-delete-policy"];
    if (policy === undefined) return findings;
    const key = "helm.sh/hook-delete-policy";
    for (const one of words(policy)) {
      if (!POLICIES.has(one))
        findings.push(
          diagnostic(
            "CR511",
            `${name}: unknown hook delete policy \`${one}\``,
            at(key, meant(one, POLICIES)),
          ),
        );
    }
    if (!words(policy).includes("before-hook-creation")) {
      findings.push(
        diagnostic(
          "CR513",
          `${name}: the delete policy leaves out \`before-hook-creation\``,
          at(key, `write \`${["before-hook-creation", ...words(policy)].join(",")}\``),
        ),
      );
    }
    return findings;
  });

function meant(word: string, known: ReadonlySet<string>): string {
  const near = nearest(word, known);
  return near === undefined ? `Helm knows ${[...known].join(", ")}` : `did you mean \`${near}\`?`;
}

function words(value: unknown): string[] {
  return String(value)
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}
