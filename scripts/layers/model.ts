import type { Diagnostic } from "../core/diagnostic.ts";
import type { Place, Source } from "../core/source.ts";

/** What sops wrote in place of a value: its type is readable without a key. */
export type EncryptedType = "str" | "int" | "float" | "bool" | "bytes" | "comment";

/** What stands in helmfile's values for text that holds an encrypted value which no key opened. */
export const UNOPENED = "ENC[withheld]";

export interface ScalarNode {
  readonly kind: "scalar";
  /** As Helm's YAML reader reads it. For an encrypted leaf that was not opened: null. */
  readonly value: null | boolean | number | string;
  readonly place: Place;
  /** The leaf stands encrypted on disk. */
  readonly encrypted?: EncryptedType;
  /** The leaf was decrypted: `value` is a secret. */
  readonly secret?: boolean;
  /** The scalar's text as written (for an encrypted leaf: `ENC[...]`). */
  readonly raw: string;
}

export interface MapNode {
  readonly kind: "map";
  readonly place: Place;
  readonly entries: ReadonlyMap<string, { readonly key: Place; readonly node: LayerNode }>;
}

export interface ListNode {
  readonly kind: "list";
  readonly place: Place;
  readonly items: readonly LayerNode[];
}

/** A YAML value that knows where it stands on disk. */
export type LayerNode = ScalarNode | MapNode | ListNode;

/** One values file, read as Helm reads it, with positions of the text on disk. */
export interface LayerDocument {
  readonly source: Source;
  readonly root: MapNode;
  /** sops metadata was found: encrypted leaves are expected. */
  readonly sops: boolean;
  readonly diagnostics: readonly Diagnostic[];
}
