import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { isObject, type Json } from "../core/json.ts";
import { type Checked, fail, ok, type Result } from "../core/result.ts";
import { processes } from "../environment/ask.ts";
import type { Environment, LayerReference } from "../environment/model.ts";
import { type EnvironmentRequest, readEnvironment, withheldNote } from "../environment/read.ts";
import { type LayerNode, UNOPENED } from "../layers/model.ts";
import { openLayer, stayedShut } from "./open.ts";

const ENCRYPTED = /ENC\[AES256_GCM,[^\]]*\]/g;

/**
 * An environment as helmfile sees it, with the secrets in it that helmfile prints encrypted opened in memory. Fails where
 * helmfile opened a file and sops then did not: its values would be there, and nothing would know them for secrets.
 */
export async function readOpened(request: EnvironmentRequest): Promise<Result<Checked<Environment>>> {
  const read = await readEnvironment(request);
  if (!read.ok) return read;
  const shut = read.value.value.secretsWithheld ? [] : await unopened(read.value.value);
  if (shut.length > 0) {
    // What is wrong with the files can be read from their text, and may be why they stayed shut.
    const { usedSecrets } = await import("./used.ts");
    return fail([...shut, ...usedSecrets(read.value.value, [])]);
  }
  if (!holdsEncrypted(read.value.value)) return read;
  const { value: closed, diagnostics } = read.value;
  const { environment, whole } = await opened(closed);
  if (whole || environment.secretsWithheld) return ok({ value: environment, diagnostics });
  const noted = hasErrors(diagnostics) ? diagnostics : [...diagnostics, withheldNote(environment.name)];
  return ok({ value: { ...environment, secretsWithheld: true, secretsMarked: true }, diagnostics: noted });
}

/**
 * The same environment with values in the place of their encrypted texts, which are unlike each other, so that each
 * tells which value it stands for, wherever a template has put it. What no key opens is UNOPENED.
 */
async function opened(environment: Environment): Promise<{ environment: Environment; whole: boolean }> {
  const { root, layers, releases } = environment;
  const { readLayer } = await import("../layers/read.ts");
  const known = new Map<string, Json>();
  for (const file of encryptedFiles(environment)) {
    const read = readLayer(root, file);
    if (read.ok) collect((await openLayer(root, read.value)).value.root, known);
  }
  let whole = true;
  const inside = (value: Json): Json => {
    if (typeof value === "string") {
      if (!value.includes("ENC[AES256_GCM,")) return value;
      const own = known.get(value.trim());
      if (own !== undefined) return own;
      let all = true;
      const text = value.replace(ENCRYPTED, (token) => {
        const found = known.get(token);
        all &&= found !== undefined;
        return String(found ?? "");
      });
      whole &&= all;
      return all ? text : UNOPENED;
    }
    if (Array.isArray(value)) return value.map(inside);
    if (!isObject(value)) return value;
    const entries = Object.entries(value).filter(([key, one]) => key !== "sops" || !isMetadata(one));
    return Object.fromEntries(entries.map(([key, one]) => [key, inside(one)]));
  };
  const layer = (one: LayerReference): LayerReference =>
    one.kind === "inline"
      ? { ...one, value: inside(one.value) }
      : one.embedded === undefined
        ? one
        : { ...one, embedded: inside(one.embedded) };
  return {
    environment: {
      ...environment,
      layers: layers.map(layer),
      values: inside(environment.values),
      releases: releases.map((one) => ({
        ...one,
        layers: one.layers.map(layer),
        values: inside(one.values),
      })),
    },
    whole,
  };
}

function encryptedFiles({ layers, releases }: Environment): string[] {
  const all = [...layers, ...releases.flatMap((one) => one.layers)];
  return [...new Set(all.flatMap((one) => (one.kind === "sops" ? [one.file] : [])))];
}

/** Why files stay shut whose key is there. All are asked for at once: whoever needs one later finds it opened. */
async function unopened(environment: Environment): Promise<Diagnostic[]> {
  const { root } = environment;
  const shut = encryptedFiles(environment).map((file) =>
    processes(async () => {
      const problems = await stayedShut(root, file);
      if (problems.length === 0) return [];
      const { readLayer } = await import("../layers/read.ts");
      const read = readLayer(root, file);
      return read.ok && read.value.sops ? problems : [];
    }),
  );
  return (await Promise.all(shut)).flat();
}

function holdsEncrypted({ values, releases }: Environment): boolean {
  const inside = (value: Json): boolean => {
    if (typeof value === "string") return value.includes("ENC[AES256_GCM,");
    if (Array.isArray(value)) return value.some(inside);
    return isObject(value) && Object.values(value).some(inside);
  };
  return inside(values) || releases.some((one) => inside(one.values));
}

function isMetadata(value: Json | undefined): boolean {
  return isObject(value) && typeof value.mac === "string";
}

function collect(node: LayerNode, known: Map<string, Json>): void {
  if (node.kind === "list") for (const one of node.items) collect(one, known);
  else if (node.kind === "map") for (const { node: one } of node.entries.values()) collect(one, known);
  else if (node.secret) known.set(node.raw, node.value);
}
