import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { fileStart } from "../core/source.ts";
import type { Environment } from "../environment/model.ts";
import { annotate } from "./annotate.ts";
import { compareValues } from "./compare.ts";
import { readLayers } from "./layers.ts";
import type { MergedMap } from "./model.ts";
import { plainValue } from "./value.ts";

/**
 * An environment's own values with every layer that set them. Where all layers are files or inline, our merge must equal
 * helmfile's (CR220); what only a template can have made is taken from helmfile's values and placed at that template.
 */
export async function environmentValues(
  environment: Environment,
): Promise<{ readonly merged: MergedMap; readonly diagnostics: readonly Diagnostic[] }> {
  const { root, layers, name, secretsWithheld } = environment;
  const read = await readLayers(root, layers, { reader: "helmfile" });
  const diagnostics = [...read.diagnostics];
  const comparable = layers.length > 0 && !secretsWithheld && !hasErrors(diagnostics);
  if (comparable && (read.whole || fetchesOnly(environment))) {
    const about = { what: "the environment", node: read.merged, environment: name };
    diagnostics.push(...compareValues(plainValue(read.merged), environment.values, about));
  }
  const template = layers.findLast((one) => one.kind === "template");
  if (read.whole || !template) return { merged: read.merged, diagnostics };
  const fallback = {
    place: fileStart(template.file),
    layer: layers.indexOf(template),
    layers: layers.length,
    made: true,
  };
  return {
    merged: annotate(environment.values, [read.merged], fallback, environment.secretsMarked),
    diagnostics,
  };
}

/** The one template only fetches the secrets, which were read from their own file. */
function fetchesOnly({ layers }: Environment): boolean {
  const templates = layers.filter((one) => one.kind === "template");
  return templates.length <= 1 && layers.some((one) => one.kind === "sops");
}
