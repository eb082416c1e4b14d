import { diagnostic } from "../../core/diagnostic.ts";
import { argoDifferences } from "../argo-hooks.ts";
import { objectAt, type PhaseRule, placeOf, type RuleContext } from "../rule.ts";

/**
 * What Argo CD makes of the hooks of a release, where something shows that it is used: an object of its own among what
 * the environment renders, or an annotation of it in the release. One finding a release.
 */
export const argo: PhaseRule = (context) => {
  const { manifests, phase } = context.rendered;
  if (phase !== "install" || !isUsed(context)) return [];
  const differences = argoDifferences(manifests);
  const first = differences[0]?.hooks[0];
  if (!first) return [];
  return [
    diagnostic(
      "CR531",
      `Argo CD would run the hooks of \`${context.rendered.release.name}\` otherwise than Helm`,
      {
        place: placeOf(context, first),
        note: differences.map(({ line }) => line).join("\n"),
      },
    ),
  ];
};

function isUsed({ together, rendered }: RuleContext): boolean {
  return (
    together.some(({ manifests }) =>
      manifests.some(
        ({ object }) => String(object.apiVersion).startsWith("argoproj.io/") && APPS.has(String(object.kind)),
      ),
    ) ||
    rendered.manifests.some(({ object }) =>
      Object.keys(objectAt(object, "metadata", "annotations")).some((key) =>
        key.startsWith("argocd.argoproj.io/"),
      ),
    )
  );
}

const APPS = new Set(["Application", "ApplicationSet", "AppProject"]);
