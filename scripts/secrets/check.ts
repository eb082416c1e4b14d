import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { showPath, type ValuePath } from "../core/json.ts";
import { fileStart, placeAt, type Source } from "../core/source.ts";
import type { LayerDocument, LayerNode, MapNode, ScalarNode } from "../layers/model.ts";
import { readLayer } from "../layers/read.ts";
import { refuseDemoKey } from "./demo-key.ts";
import type { SecretsFile } from "./files.ts";
import { readMetadata, type SopsMetadata } from "./metadata.ts";
import { openLayer } from "./open.ts";
import { rememberLeaves } from "./remember.ts";
import { type CreationRule, noRule, ruleFor } from "./rules.ts";

/** A secrets file after its check. */
export interface CheckedSecrets {
  readonly file: string;
  readonly values: number;
  readonly recipients: number;
  /** A key of this machine opened it, and its checksum holds. */
  readonly opened: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks one secrets file: encrypted throughout, for the recipients of its rule and no others, not for the demo key
 * outside `local`, and unchanged outside sops. All but the last is read from the text, without a key.
 */
export async function checkSecrets(
  root: string,
  { file, environment }: SecretsFile,
  rules: readonly CreationRule[] | undefined,
): Promise<CheckedSecrets> {
  const read = readLayer(root, file);
  if (!read.ok) return { file, values: 0, recipients: 0, opened: false, diagnostics: read.error };
  const document = read.value;
  const metadata = readMetadata(document.source.text);
  const diagnostics = [
    ...document.diagnostics,
    ...judgeSecrets(document, metadata, rules && { rules, file }),
  ];
  const done = (opened: boolean): CheckedSecrets => {
    const recipients = metadata?.recipients.length ?? 0;
    return { file, values: leavesOf(document.root).length, recipients, opened, diagnostics };
  };
  if (!metadata) return done(false);
  for (const one of refuseDemoKey(root, environment, [file]))
    diagnostics.push({ ...one, severity: "warning" });
  const opened = await openLayer(root, document);
  diagnostics.push(...opened.diagnostics);
  return done(opened.diagnostics.length === 0);
}

/** The rules of a .sops.yaml, and a file as they see it: relative to the folder of that .sops.yaml. */
export interface RulesFor {
  readonly rules: readonly CreationRule[];
  readonly file: string;
}

/** What a secrets file's own text says, without a key: encrypted at all, throughout, for the recipients of its rule. */
export function judgeSecrets(
  { source, root }: LayerDocument,
  metadata = readMetadata(source.text),
  ruled?: RulesFor,
): Diagnostic[] {
  const leaves = leavesOf(root);
  if (!metadata) return leaves.length > 0 ? [notEncrypted(source.file, leaves)] : [];
  const plain = plainLeaves(leaves, metadata);
  return ruled ? [...plain, ...compareRecipients(source, metadata, ruled)] : plain;
}

interface Leaf {
  readonly path: ValuePath;
  /** Where its key stands; in a list, the value itself. */
  readonly place: ScalarNode["place"];
  readonly node: ScalarNode;
}

/** The values of a document, each with its path and place. */
export function leavesOf(node: LayerNode, path: ValuePath = [], key?: MapNode["place"]): Leaf[] {
  if (node.kind === "scalar") return [{ path, place: key ?? node.place, node }];
  if (node.kind === "list") return node.items.flatMap((item, at) => leavesOf(item, [...path, at]));
  return [...node.entries].flatMap(([name, entry]) => leavesOf(entry.node, [...path, name], entry.key));
}

function notEncrypted(file: string, leaves: readonly Leaf[]): Diagnostic {
  for (const { node } of leaves) rememberLeaves(node);
  const place = fileStart(file);
  if (leaves.some(({ node }) => node.encrypted !== undefined)) {
    return diagnostic("CR156", `${file} has lost its sops block: nobody can open its values`, {
      place,
      help: `take it back from the history: git log -p -- ${file}`,
    });
  }
  return diagnostic("CR156", `${file} is not encrypted`, {
    place,
    help: `sops encrypt --in-place ${file}; and change the values if it was ever committed`,
  });
}

/** sops leaves `null` and empty strings as they are. */
function plainLeaves(leaves: readonly Leaf[], metadata: SopsMetadata): Diagnostic[] {
  return leaves
    .filter(({ node, path }) => {
      if (node.encrypted !== undefined || node.value === null || node.value === "") return false;
      return metadata.encrypts(path) === true;
    })
    .map(({ node, path, place }) => {
      rememberLeaves(node);
      return diagnostic("CR157", `\`${showPath(path)}\` is not encrypted`, {
        place,
        hidden: true,
        help: "take the line out, then add the value with: chartroom -e ENV secrets edit",
      });
    });
}

function compareRecipients(source: Source, metadata: SopsMetadata, ruled: RulesFor): Diagnostic[] {
  const { file, text } = source;
  const rule = ruleFor(ruled.rules, ruled.file);
  if (!rule) return [noRule(file, "warning")];
  const extra = metadata.recipients.filter((one) => !rule.recipients.includes(one));
  const missing = rule.recipients.filter((one) => !metadata.recipients.includes(one));
  if (extra.length === 0 && missing.length === 0) return [];
  const [first = ""] = extra;
  const at = first === "" ? -1 : text.indexOf(first);
  const words = [
    ...extra.map((one) => `can open it, and should not: ${one}`),
    ...missing.map((one) => `cannot open it, and should: ${one}`),
  ];
  return [
    diagnostic("CR159", `${file} is not encrypted for those that .sops.yaml names`, {
      place: at === -1 ? fileStart(file) : placeAt(source, at, at + first.length),
      note: words.join("\n"),
      help: "chartroom secrets rotate",
    }),
  ];
}
