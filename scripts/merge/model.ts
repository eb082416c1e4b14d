import type { Place } from "../core/source.ts";
import type { EncryptedType, LayerNode } from "../layers/model.ts";

/** One layer's say about a value. */
export interface Origin {
  /** Place of the value in its file; for a template or an inline layer the file's start. */
  readonly place: Place;
  /** Place of the key, when the value is a map's entry. */
  readonly key?: Place;
  /** Index of the layer in merge order, and how many there are. */
  readonly layer: number;
  readonly layers: number;
  /** The layer holds it encrypted, or makes it of what is. */
  readonly secret?: boolean;
  /** The layer is a template, which made the value in a way that is not known. */
  readonly made?: boolean;
  /** The layer deleted the key with null. */
  readonly deleted?: boolean;
  /** What the layer's file says; a template or an inline layer has none. */
  readonly node?: LayerNode;
}

/** A merged value that knows every layer that set it: the last origin won, the others were overridden. */
export type MergedNode = MergedScalar | MergedMap | MergedList;

interface MergedBase {
  readonly origins: readonly Origin[];
}

export interface MergedScalar extends MergedBase {
  readonly kind: "scalar";
  readonly value: null | boolean | number | string;
  readonly secret: boolean;
  /**
   * Set when the leaf could not be opened: only its type is known and `value` is null. made: a template made it of one
   * that could not, and not even its type is known.
   */
  readonly encrypted?: EncryptedType | "made";
}

export interface MergedMap extends MergedBase {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, MergedNode>;
}

export interface MergedList extends MergedBase {
  readonly kind: "list";
  readonly items: readonly MergedNode[];
}
