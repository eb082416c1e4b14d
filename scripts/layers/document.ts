import type { Node, Pair, Scalar, YAMLMap } from "yaml";
import { isAlias, isMap, isPair, isScalar, isSeq } from "yaml";
import type { Code } from "../core/codes.ts";
import { type Diagnostic, type DiagnosticDetails, diagnostic } from "../core/diagnostic.ts";
import { type Place, placeAt, type Source } from "../core/source.ts";
import {
  encryptedScalar,
  isMergeKey,
  isPlain,
  isTypedKey,
  keyProblem,
  plainScalar,
  taggedValue,
  UNREADABLE_KEY,
} from "./meaning.ts";
import type { LayerNode, MapNode, ScalarNode } from "./model.ts";
import { endOf } from "./node-end.ts";
import { keyText, type Reader, resolvePlain } from "./scalars.ts";
import { nodeProblem } from "./scanner.ts";
import { sizeOf } from "./size.ts";

/** How many values aliases may unfold into: far above any real file, far below what hurts. */
const MOST_UNFOLDED = 100_000;

/** The keys that a map itself states. */
type Explicit = Set<string>;
type Entries = Map<string, { key: Place; node: LayerNode }>;

/** Turns YAML nodes into layer nodes with places, collecting what Helm would read otherwise than it looks. */
export class DocumentReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #source: Source;
  readonly #reader: Reader;
  readonly #anchors = new Map<string, LayerNode | "open">();
  /** Keys written as a number, a boolean or another type than text. */
  readonly #typed = new WeakSet<Place>();
  readonly #sizes = new WeakMap<LayerNode, number>();
  #unfolded = 0;
  /** Between `[` and `]` or `{` and `}`. */
  #inFlow = false;

  constructor(source: Source, reader: Reader) {
    this.#source = source;
    this.#reader = reader;
  }

  map(node: YAMLMap): MapNode {
    return this.#node(node, node) as MapNode;
  }

  #node(node: Node | null, at: Node): LayerNode {
    if (isAlias(node)) return this.#alias(node.source, node);
    const problem = node && nodeProblem(node, this.#source.text, this.#inFlow);
    if (problem) this.#say("CR103", problem.message, { place: this.#place(node), help: problem.help });
    const anchor = node && "anchor" in node ? node.anchor : undefined;
    if (anchor) this.#anchors.set(anchor, "open");
    const inFlow = this.#inFlow;
    if (isMap(node) || isSeq(node)) this.#inFlow ||= node.flow === true;
    const read = this.#read(node, at);
    this.#inFlow = inFlow;
    // The same name given again inside is the newer anchor.
    if (anchor && this.#anchors.get(anchor) === "open") this.#anchors.set(anchor, read);
    return read;
  }

  #read(node: Node | null, at: Node): LayerNode {
    const place = this.#place(node ?? at, node === null);
    if (isMap(node)) return this.#count({ kind: "map", place, entries: this.#entries(node) });
    if (isSeq(node)) {
      const items = node.items.map((item) => {
        if (isPair(item)) return this.#pairMap(item, node);
        if (node.flow && isMap(item)) this.#barePair(item);
        return this.#node(item as Node | null, node);
      });
      return this.#count({ kind: "list", place, items });
    }
    return this.#count(this.#scalar(isScalar(node) ? node : undefined, place));
  }

  /** `[a:]` is the text `a:` to Helm, and a map to the `yaml` package. */
  #barePair(map: YAMLMap): void {
    const value = map.items[0]?.value;
    if (this.#written(map).startsWith("{") || map.items.length !== 1) return;
    if (value === null || (isScalar(value) && value.value === ""))
      this.#say("CR103", "Helm takes this colon for text", { place: this.#place(map), help: "quote it" });
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
    const explicit: Explicit = new Set();
    for (const pair of map.items) {
      if (isMergeKey(pair.key)) this.#merge(pair, entries, explicit);
      else this.#entry(pair, entries, explicit);
    }
    return entries;
  }

  #entry(pair: Pair, entries: Entries, explicit: Explicit): void {
    const at = (pair.key ?? pair.value) as Node;
    const key = this.#place(at);
    // The `yaml` package overlooks text behind `? a` without a colon.
    const open = pair.value === null && !this.#inFlow;
    const name = open ? this.#noKey(key) : this.#key(pair.key as Node | null, key);
    const node = this.#node(pair.value as Node | null, at);
    if (name === undefined) return;
    const before = entries.get(name);
    if (isTypedKey(pair.key)) this.#typed.add(key);
    if (!this.#isTwo(name, key, before?.key) && before && explicit.has(name)) {
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

  /** Whether a map holds a key twice to Helm, as text and as a number, say; this is a finding. */
  #isTwo(name: string, place: Place, other: Place | undefined): boolean {
    if (!other || this.#typed.has(place) === this.#typed.has(other)) return false;
    this.#say("CR111", `\`${name}\` stands here as text and as another type; Helm takes either, by chance`, {
      place,
      labels: [{ message: "the other one", place: other }],
      help: "remove one of the two",
    });
    return true;
  }

  #key(node: Node | null, place: Place): string | undefined {
    const problem = node && keyProblem(node, this.#source.text, this.#inFlow);
    if (problem) return this.#noKey(place, problem);
    const target = isAlias(node) ? this.#alias(node.source, node) : undefined;
    if (target?.kind === "scalar" && target.value !== null) {
      if (typeof target.value === "string") return target.value;
      return keyText(resolvePlain(target.raw, this.#reader)) ?? this.#noKey(place);
    }
    if (
      isScalar(node) &&
      typeof node.value === "string" &&
      /^(?:tag:yaml\.org,2002:str)?$/.test(node.tag ?? "")
    ) {
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
    return this.#noKey(place);
  }

  #noKey(place: Place, { message, help } = UNREADABLE_KEY): undefined {
    this.#say("CR111", message, { place, help });
  }

  #merge(pair: Pair, entries: Entries, explicit: Explicit): void {
    const at = pair.key as Node;
    const problem = keyProblem(at, this.#source.text, this.#inFlow);
    if (problem) this.#noKey(this.#place(at), problem);
    const value = this.#node(pair.value as Node | null, at);
    const sources = value.kind === "list" && !isAlias(pair.value) ? [...value.items].reverse() : [value];
    for (const source of sources) {
      if (source.kind !== "map") {
        this.#say("CR110", "`<<` takes a map or a list of maps", { place: this.#place(at) });
        continue;
      }
      for (const [name, entry] of source.entries) {
        const before = entries.get(name);
        this.#isTwo(name, entry.key, before?.key);
        const own = explicit.has(name) ? before : undefined;
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
      const help = `write \`&${name}\` before a value above it, or quote the text`;
      this.#say("CR110", `the alias \`*${name}\` ${why}`, { place, help });
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
    if (!node || isPlain(node)) {
      const read = plainScalar(text, place, this.#reader);
      if (read.question) this.diagnostics.push(read.question);
      return read.node;
    }
    const encrypted = encryptedScalar(text, place);
    if (encrypted) return encrypted;
    const tagged = taggedValue(node, text, this.#reader);
    if (tagged.problem !== undefined) this.#say("CR103", tagged.problem, { place });
    return { kind: "scalar", value: tagged.value, place, raw: text };
  }

  #written(node: Node): string {
    return this.#source.text.slice(node.range?.[0] ?? 0, node.range?.[1] ?? 0);
  }

  #say(code: Code, message: string, details: DiagnosticDetails): void {
    this.diagnostics.push(diagnostic(code, message, details));
  }

  #place(node: Node, empty = false): Place {
    const end = endOf(node);
    return placeAt(this.#source, empty ? end : (node.range?.[0] ?? 0), end);
  }
}
