import { writeFileSync } from "node:fs";
import path from "node:path";
import type { JsonObject } from "../../scripts/core/json.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { tempDirectory } from "../harness.ts";

/** Gives each object the name `a0`, `a1` and so on, whatever it had. */
export function numbered<T extends { readonly object: JsonObject }>(all: readonly T[]): T[] {
  return all.map((one, at) => {
    const { metadata } = one.object;
    return { ...one, object: { ...one.object, metadata: { ...(metadata as JsonObject), name: `a${at}` } } };
  });
}

/** Those objects that the API server takes in a dry run, `deployment.apps/a0`, and what it says of the others. */
export async function takenOf(
  objects: readonly JsonObject[],
): Promise<{ readonly taken: readonly string[]; readonly stderr: string }> {
  const file = path.join(tempDirectory(), "all.json");
  writeFileSync(file, objects.map((one) => JSON.stringify(one)).join("\n"));
  const sent = ["create", "--dry-run=server", "--validate=strict", "-o", "name", "-f", file];
  const answer = await kubectl(sent, await childVariables(true));
  return { taken: answer.stdout.split("\n").filter(Boolean), stderr: answer.stderr };
}

/** As takenOf, of objects whose names differ: the names alone. */
export async function takenNames(objects: readonly JsonObject[]) {
  const { taken, stderr } = await takenOf(objects);
  return { taken: new Set(taken.map((line) => line.replace(/.*\//, ""))), stderr };
}
