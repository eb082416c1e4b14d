import type { Diagnostic } from "../core/diagnostic.ts";
import { diagnostic } from "../core/diagnostic.ts";
import type { Ran } from "../core/exec.ts";
import { type Json, parseJson, type ValuePath, valueAt } from "../core/json.ts";
import type { Checked } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import { taint } from "../core/taint.ts";
import type { LayerDocument, LayerNode, MapNode } from "../layers/model.ts";
import { decryptFile } from "./decrypt.ts";
import { configuredKey } from "./environment.ts";

// sops' exit codes, cmd/sops/codes: stable where its messages are not.
const NO_KEY = 128;
const BAD_TREE = 25;
const BAD_MAC = 51;

/**
 * Decrypts a secrets layer in memory and grafts the values, by path, on the positions of the text on disk. Each one is
 * marked `secret` and tainted. What cannot be opened comes back as it was, with a finding.
 */
export async function openLayer(root: string, document: LayerDocument): Promise<Checked<LayerDocument>> {
  // Whoever withholds the secrets from helmfile means them to stay closed here too.
  if (!document.sops || process.env.CHARTROOM_SECRETS === "withheld")
    return { value: document, diagnostics: [] };
  const { rememberAdded } = await import("./remember.ts"); // reads YAML
  rememberAdded(document);
  const { file } = document.source;
  const opened = await decryptFile(root, file);
  if (!opened.ok) return { value: document, diagnostics: opened.error };
  const ran = opened.value;
  const values = ran.code === 0 ? parseJson(ran.stdout) : undefined;
  if (values === undefined) return { value: document, diagnostics: [refusal(root, file, ran)] };
  return { value: { ...document, root: graft(document.root, values, []) as MapNode }, diagnostics: [] };
}

/**
 * Why sops does not open a file, for other reasons than a key that is not there: without it helmfile opened nothing
 * either. A sops that is missing, is ended or fails says nothing about what helmfile's own library has made of the file.
 */
export async function stayedShut(root: string, file: string): Promise<readonly Diagnostic[]> {
  const opened = await decryptFile(root, file);
  if (!opened.ok) return opened.error;
  const ran = opened.value;
  if (ran.code === NO_KEY || (ran.code === 0 && parseJson(ran.stdout) !== undefined)) return [];
  return [refusal(root, file, ran)];
}

function graft(node: LayerNode, values: Json, path: ValuePath): LayerNode {
  switch (node.kind) {
    case "map": {
      const entries = new Map<string, { key: MapNode["place"]; node: LayerNode }>();
      for (const [name, entry] of node.entries) {
        entries.set(name, { key: entry.key, node: graft(entry.node, values, [...path, name]) });
      }
      return { ...node, entries };
    }
    case "list":
      return { ...node, items: node.items.map((item, index) => graft(item, values, [...path, index])) };
    case "scalar": {
      if (node.encrypted === undefined) return node;
      const value = valueAt(values, path);
      if (value === undefined || (typeof value === "object" && value !== null)) return node;
      taint.add(value);
      const { encrypted: _, ...rest } = node;
      return { ...rest, value, secret: true };
    }
  }
}

/** A finding for what sops refused. Its output may hold values: only the exit code is read. */
export function refusal(root: string, file: string, ran: Ran): Diagnostic {
  const place = fileStart(file);
  if (ran.code === NO_KEY) {
    const key = configuredKey(root);
    const note = "without it the values are checked by type only";
    const name = "name your key: SOPS_AGE_KEY_FILE=/path/to/keys.txt";
    if (key?.there) {
      return diagnostic("CR158", `${key.from} does not open ${file}`, { place, note, help: name });
    }
    const help = key ? `${key.from} is not there; ${name}` : name;
    return diagnostic("CR150", `no key opens ${file}`, { place, note, help });
  }
  if (ran.code === BAD_TREE || ran.code === BAD_MAC) {
    return diagnostic("CR151", `${file} was changed outside sops: its checksum does not fit`, {
      place,
      help: `git log -p -- ${file} shows the change; take the last good version, then: chartroom secrets edit ${file}`,
    });
  }
  const ended = ran.signal === undefined ? `exit code ${ran.code}` : `ended by ${ran.signal}`;
  return diagnostic("CR152", `sops cannot decrypt ${file} (${ended})`, {
    place,
    help: `sops decrypt ${file} shows its reason; mind that it prints values`,
  });
}
