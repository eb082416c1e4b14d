import { customSource } from "../../scripts/check/schemas/custom-tables.ts";
import { run } from "../../scripts/core/exec.ts";
import { moduleFile, moduleFiles } from "../../scripts/tasks/schemas/modules.ts";
import { findGo, goEnvironment } from "../../scripts/tools/go.ts";
import type { Stage } from "./stage.ts";

/** Where the CustomResourceDefinitions lie in the modules that chartroom's own tables were made from. */
const files: Readonly<Record<string, RegExp>> = {
  "cert-manager": /^deploy\/crds\/.*\.yaml$/,
  "external-dns": /^config\/crd\/standard\/.*\.yaml$/,
  "gateway-api": /^config\/crd\/standard\/.*\.yaml$/,
  istio: /^kubernetes\/customresourcedefinitions\.gen\.yaml$/,
  "prometheus-operator": /^example\/prometheus-operator-crd\/.*\.yaml$/,
};

/**
 * Brings the modules into Go's cache. Its answer is not looked at: of a module that states a newer Go than there is it
 * says so and leaves the archive all the same.
 */
export async function downloadDefinitions(sets: readonly string[] = Object.keys(files)): Promise<void> {
  const go = await findGo();
  if (!go) throw new Error("Go is not on PATH, so the real CRDs cannot be had");
  for (const set of sets)
    await run(go.path, ["mod", "download", customSource(set)], {
      env: { ...goEnvironment(), GOFLAGS: "-mod=mod" },
    });
}

/** The CRDs of one project, as YAML. */
export function definitionsOf(set: string): string {
  const module = customSource(set);
  const names = moduleFiles(module).filter((name) => files[set]?.test(name));
  if (names.length === 0) throw new Error(`${module} has no CRDs where they were`);
  return names.map((name) => moduleFile(module, name)).join("\n---\n");
}

/** Applies the real CRDs and returns when the API server serves all of them; says how many they are. */
export async function applyDefinitions(stage: Stage): Promise<string> {
  const texts = Object.keys(files).map(definitionsOf).join("\n---\n");
  await stage.ask(["apply", "--server-side", "--force-conflicts", "-f", "-"], texts);
  await stage.ask(["wait", "crd", "--all", "--for=condition=Established", "--timeout=120s"]);
  const crds = (await stage.ask(["get", "crd", "-o", "name"])).trim().split("\n");
  return `${crds.length} CRDs of ${Object.keys(files).map(customSource).join(", ").replaceAll(/\S+\//g, "")}`;
}
