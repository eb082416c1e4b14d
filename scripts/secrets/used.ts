import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { showPath } from "../core/json.ts";
import { fileStart } from "../core/source.ts";
import { mentionOf } from "../environment/mention.ts";
import type { Environment } from "../environment/model.ts";
import type { LayerDocument } from "../layers/model.ts";
import { readLayer } from "../layers/read.ts";
import { judgeSecrets, leavesOf } from "./check.ts";
import { environmentOf, isMeantSecret } from "./files.ts";
import { readMetadata } from "./metadata.ts";
import { readRules } from "./rules.ts";
import { rulesFolder } from "./rules-file.ts";

/**
 * What is wrong with the files that an environment takes its secrets from, read from their text alone: not encrypted,
 * not throughout, not for the recipients of .sops.yaml, of another environment, or encrypted text that nobody decrypts.
 */
export function usedSecrets(environment: Environment, environments: readonly string[]): Diagnostic[] {
  const { root, layers, releases, name } = environment;
  const all = [...layers, ...releases.filter((one) => one.installed).flatMap((one) => one.layers)];
  const files = new Map<string, boolean>();
  for (const one of all) {
    if (one.kind === "sops" || one.kind === "plain")
      files.set(one.file, (files.get(one.file) ?? false) || one.kind === "sops");
  }
  const stray = new Set(all.flatMap((one) => (one.kind === "sops" && one.undecrypted ? [one.file] : [])));
  const found = new Map<string, Diagnostic>();
  for (const [file, secret] of files)
    for (const one of [
      ...judged(root, file, secret),
      ...(secret ? foreign(environment, file, environments) : []),
    ])
      found.set(JSON.stringify([one.code, one.message, one.place]), { ...one, environment: name });
  for (const file of stray)
    found.set(`stray ${file}`, { ...undecrypted(environment, file), environment: name });
  return [...found.values()];
}

function judged(root: string, file: string, secret: boolean): Diagnostic[] {
  const text = textOf(root, file);
  const folder = rulesFolder(root, file);
  const known = folder === undefined ? undefined : readRules(folder);
  const own = folder === undefined ? file : relative(folder, path.resolve(root, file));
  const meant = secret || (known?.ok === true && isMeantSecret(known.value ?? [], own));
  if (!meant && !text.includes("ENC[AES256_GCM,")) return [];
  const read = readLayer(root, file);
  if (!read.ok) return []; // said where the layer is read
  const document = read.value;
  const metadata = readMetadata(text);
  if (!meant && !metadata) return strayText(document);
  const rules = known?.ok ? known.value : undefined;
  const broken =
    known && !known.ok && folder !== undefined ? known.error.map((one) => moved(one, root, folder)) : [];
  return [...broken, ...judgeSecrets(document, metadata, rules && { rules, file: own })];
}

/** The same finding with a place that counts from the repository's root. */
function moved(one: Diagnostic, root: string, folder: string): Diagnostic {
  if (!one.place) return one;
  return { ...one, place: { ...one.place, file: relative(root, path.resolve(folder, one.place.file)) } };
}

/** One finding for the first encrypted text of a file that nothing decrypts. */
function strayText({ root, source }: LayerDocument): Diagnostic[] {
  const [first, ...more] = leavesOf(root).filter(({ node }) => node.encrypted !== undefined);
  if (!first) return [];
  return [
    diagnostic("CR161", `\`${showPath(first.path)}\` is encrypted text that nothing decrypts`, {
      place: first.node.place,
      span: "Helm would get this text as the value",
      note: [
        `${source.file} has no sops block`,
        ...(more.length > 0 ? [`so are ${more.length} more values of this file`] : []),
      ].join("\n"),
      help: "put it into a secrets file: chartroom -e ENV secrets edit",
    }),
  ];
}

function undecrypted({ root, helmfile }: Environment, file: string): Diagnostic {
  return diagnostic("CR161", `${file} is encrypted, and helmfile does not decrypt it here`, {
    place: mentionOf(root, helmfile, file) ?? fileStart(file),
    note: "what stands below `values:` goes to Helm as it is: the encrypted texts would be the values",
    help: "name the file below `secrets:`, or fetch its values with `ref+sops://FILE#/KEY`",
  });
}

function foreign({ root, helmfile, name }: Environment, file: string, all: readonly string[]): Diagnostic[] {
  const owner = environmentOf(file);
  if (owner === name || owner === "default" || !all.includes(owner)) return [];
  return [
    diagnostic("CR163", `${name} takes secrets of ${owner}: ${file}`, {
      place: mentionOf(root, helmfile, file) ?? fileStart(file),
      help: `name a file of ${name}, or keep what both share in one that neither is named by`,
    }),
  ];
}

function textOf(root: string, file: string): string {
  try {
    return readIfThere(path.resolve(root, file)) ?? "";
  } catch {
    return ""; // a folder, or not readable: said where the layer is read
  }
}

function relative(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join("/");
}
