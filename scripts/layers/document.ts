import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from "yaml";
import type { Code } from "../core/codes.ts";
import { type Diagnostic, type DiagnosticDetails, diagnostic } from "../core/diagnostic.ts";
import { type Place, placeAt, type Source } from "../core/source.ts";
import type { EncryptedType, LayerNode, MapNode, ScalarNode } from "./model.ts";
import { isTimestamp, keyText, type Reader, type Resolved, resolvePlain } from "./scalars.ts";
import { sizeOf } from "./size.ts";

/** How many values aliases may unfold into: far above any real file, far below what hurts. */
const MOST_UNFOLDED = 100_000;
const ENCRYPTED = /^ENC\[AES256_GCM,.*,type:(str|int|float|bool|bytes|comment)\]$/s;

type Entries = Map<string, { key: Place; node: LayerNode }>;

/** Turns YAML nodes into layer nodes with places, collecting what Helm would read otherwise than it looks. */
export class DocumentReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #source: Source;
  readonly #reader: Reader;
  readonly #anchors = new Map<string, LayerNode | "open">();
  readonly #sizes = new WeakMap<LayerNode, number>();
  #unfolded = 0;

  constructor(source: Source, reader: Reader) {
    this.#source = source;
    this.#reader = reader;
  }

  map(node: YAMLMap): MapNode {
    return this.#node(node, node) as MapNode;
  }

  #node(node: Node | null, at: Node): LayerNode {
    if (isAlias(node)) return this.#alias(node.source, node);
    const anchor = node && "anchor" in node ? node.anchor : undefined;
    if (anchor) this.#anchors.set(anchor, "open");
    const read = this.#read(node, at);
    if (anchor) this.#anchors.set(anchor, read);
    return read;
  }

  #read(node: Node | null, at: Node): LayerNode {
    const place = this.#place(node ?? at, node === null);
    if (isMap(node)) return this.#count({ kind: "map", place, entries: this.#entries(node) });
    if (isSeq(node)) {
      const items = node.items.map((item) =>
        isPair(item) ? this.#pairMap(item, node) : this.#node(item as Node | null, node),
      );
      return this.#count({ kind: "list", place, items });
    }
    return this.#count(this.#scalar(isScalar(node) ? node : undefined, place));
  }

  #count<T extends LayerNode>(node: T): T {
    this.#sizes.set(node, sizeOf(node, this.#sizes));
    return node;
  }

  #pairMap(pair: Pair, at: Node): MapNode {
    const entries: Entries = new Map();
    this.#entry(pair, entries, new Set());
    return { kind: "map", place: this.#place(at), entries };
  }

  #entries(map: YAMLMap): Entries {
    const entries: Entries = new Map();
    const explicit = new Set<string>();
    for (const pair of map.items) {
      if (isMergeKey(pair.key)) this.#merge(pair, entries, explicit);
      else this.#entry(pair, entries, explicit);
    }
    return entries;
  }

  #entry(pair: Pair, entries: Entries, explicit: Set<string>): void {
    const at = (pair.key ?? pair.value) as Node;
    const key = this.#place(at);
    const name = this.#key(pair.key as Node | null, key);
    const node = this.#node(pair.value as Node | null, at);
    if (name === undefined) return;
    const before = entries.get(name);
    if (explicit.has(name) && before) {
      this.#say("CR106", `\`${name}\` stands twice in this map; Helm takes this one`, {
        place: key,
        span: "the last one wins",
        labels: [{ message: `\`${name}\` is set here first`, place: before.key }],
        help: "remove one of the two",
      });
    }
    explicit.add(name);
    entries.set(name, { key, node });
  }

  #key(node: Node | null, place: Place): string | undefined {
    const target = isAlias(node) ? this.#alias(node.source, node) : undefined;
    if (target?.kind === "scalar" && target.value !== null) return String(target.value);
    if (isScalar(node) && typeof node.value === "string") {
      if (node.anchor) this.#anchors.set(node.anchor, this.#scalar(node, place));
      if (!isPlain(node)) return node.value;
      const name = keyText(resolvePlain(node.value, this.#reader));
      const helm = keyText(resolvePlain(node.value, "helm"));
      if (helm !== keyText(resolvePlain(node.value, "helmfile"))) {
        this.#say("CR107", `the key \`${node.value}\` is \`${helm}\` to Helm and text to helmfile`, {
          place,
          help: `quote it: "${node.value}"`,
        });
      }
      if (name !== undefined) return name;
    }
    this.#say("CR111", "Helm does not accept this key", { place, help: "quote the key, or give it a name" });
    return undefined;
  }

  #merge(pair: Pair, entries: Entries, explicit: Set<string>): void {
    const at = pair.key as Node;
    const value = this.#node(pair.value as Node | null, at);
    const sources = value.kind === "list" ? [...value.items].reverse() : [value];
    for (const source of sources) {
      if (source.kind !== "map") {
        this.#say("CR110", "`<<` takes a map or a list of maps", { place: this.#place(at) });
        continue;
      }
      for (const [name, entry] of source.entries) {
        const own = explicit.has(name) ? entries.get(name) : undefined;
        if (own) {
          this.#say("CR113", `\`<<\` below \`${name}\` replaces it in Helm; helmfile keeps it`, {
            place: this.#place(at),
            labels: [{ message: `\`${name}\` is set here`, place: own.key }],
            help: "put `<<` above the map's own keys",
          });
          if (this.#reader === "helmfile") continue;
        }
        entries.set(name, entry);
      }
    }
  }

  #alias(name: string, node: Node): LayerNode {
    const place = this.#place(node);
    const target = this.#anchors.get(name);
    const nothing: ScalarNode = { kind: "scalar", value: null, place, raw: `*${name}` };
    if (target === undefined || target === "open") {
      const why = target === "open" ? "contains itself" : "has no anchor above it";
      this.#say("CR110", `the alias \`*${name}\` ${why}`, { place });
      return nothing;
    }
    const size = this.#sizes.get(target) ?? 1;
    if (this.#unfolded + size > MOST_UNFOLDED) {
      if (this.#unfolded < Number.POSITIVE_INFINITY) {
        this.#say("CR110", "aliases of this file unfold into more than 100000 values", { place });
      }
      this.#unfolded = Number.POSITIVE_INFINITY;
      return nothing;
    }
    this.#unfolded += size;
    return target;
  }

  #scalar(node: Scalar | undefined, place: Place): ScalarNode {
    const text = typeof node?.value === "string" ? node.value : "";
    const encrypted = ENCRYPTED.exec(text)?.[1] as EncryptedType | undefined;
    if (encrypted) return { kind: "scalar", value: null, place, raw: text, encrypted };
    if (node && !isPlain(node))
      return { kind: "scalar", value: this.#tagged(node, text, place), place, raw: text };
    const resolved = resolvePlain(text, this.#reader);
    this.#question(text, resolved, place);
    return {
      kind: "scalar",
      value: resolved.kind === "unsupported" ? null : resolved.value,
      place,
      raw: text,
    };
  }

  /** Quoted and block scalars are text, unless a tag of YAML's own says otherwise. */
  #tagged(node: Scalar, text: string, place: Place): ScalarNode["value"] {
    const tag = node.tag?.replace("tag:yaml.org,2002:", "!!");
    if (tag === "!!binary") return Buffer.from(text, "base64").toString("utf8");
    if (tag === undefined || !/^!!(int|float|bool|null)$/.test(tag)) return text;
    const resolved = resolvePlain(text, this.#reader);
    const kind = resolved.kind === "int" && tag === "!!float" ? "float" : resolved.kind;
    if (`!!${kind}` === tag && resolved.kind !== "unsupported") return resolved.value;
    this.#say("CR103", `\`${text}\` is not a ${tag}`, { place });
    return null;
  }

  #question(text: string, resolved: Resolved, place: Place): void {
    if (resolved.kind === "unsupported") {
      this.#say("CR109", `Helm stops at \`${text}\`: JSON has no such number`, {
        place,
        help: `quote it: "${text}"`,
      });
      return;
    }
    const helm = resolvePlain(text, "helm");
    const helmfile = resolvePlain(text, "helmfile");
    if (helm.value !== helmfile.value || isTimestamp(text)) {
      const boolean = helm.kind === "bool" ? `the boolean ${helm.value}` : "this text as it stands";
      const other = helm.kind === "bool" ? "text" : "a point in time, printed anew";
      this.#say("CR107", `\`${text}\` is ${boolean} to Helm and ${other} to helmfile`, {
        place,
        help: helm.kind === "bool" ? `write ${helm.value}, or quote it: "${text}"` : `quote it: "${text}"`,
      });
    } else if (resolved.kind === "int" && !resolved.exact) {
      this.#say("CR112", `\`${text}\` becomes ${resolved.value} in Helm`, {
        place,
        help: `quote it: "${text}"`,
      });
    } else if ((resolved.kind === "int" || resolved.kind === "float") && /^[-+]?0[0-9xXoObB]|_/.test(text)) {
      if (/^[-+]?0\.[0-9]+$/.test(text)) return;
      this.#say("CR108", `Helm reads \`${text}\` as ${resolved.value}`, {
        place,
        help: `write ${resolved.value}, or quote it: "${text}"`,
      });
    }
  }

  #say(code: Code, message: string, details: DiagnosticDetails): void {
    this.diagnostics.push(diagnostic(code, message, details));
  }

  #place(node: Node, empty = false): Place {
    const [start, end] = node.range ?? [0, 0];
    return empty ? placeAt(this.#source, end, end) : placeAt(this.#source, start, end);
  }
}

function isPlain(node: Scalar): boolean {
  const tag = node.tag?.replace("tag:yaml.org,2002:", "!!");
  return (node.type === undefined || node.type === "PLAIN") && tag === undefined;
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === "<<" && isPlain(key);
}
