import type { Place } from "../core/source.ts";
import type { Release } from "../environment/model.ts";
import type { Manifest, RenderedRelease } from "../render/model.ts";

/**
 * Trees with maps and places as text. What single layers said (`node`) is left out, since the origins' places are enough;
 * most of such a tree is places, so each names its file by a number.
 */
export class Freezer {
  readonly #files = new Map<string, number>();

  /** The names of the files that the trees frozen until now have places in. */
  get files(): string {
    return JSON.stringify([...this.#files.keys()]);
  }

  freeze(tree: unknown): string {
    if (typeof tree !== "object" || tree === null) return JSON.stringify(tree) ?? "null";
    if (Array.isArray(tree)) return `[${tree.map((one) => this.freeze(one)).join()}]`;
    if (tree instanceof Map) return `{"":${this.freeze([...tree])}}`;
    if (isPlace(tree)) return this.#place(tree);
    const fields = Object.entries(tree).filter(([key, value]) => key !== "node" && value !== undefined);
    return `{${fields.map(([key, value]) => `${JSON.stringify(key)}:${this.freeze(value)}`).join()}}`;
  }

  #place({ file, line, column, endLine, endColumn }: Place): string {
    const number = this.#files.get(file) ?? this.#files.size;
    this.#files.set(file, number);
    return `{"@":[${number},${line},${column},${endLine},${endColumn}]}`;
  }
}

function isPlace(tree: object): tree is Place {
  return "endColumn" in tree && "endLine" in tree && "file" in tree;
}

/** What was frozen; `files` as the freezer named them in the end. */
export function thaw(text: string, files: string): unknown {
  const names = JSON.parse(files) as string[];
  return JSON.parse(text, (_, value) => {
    if (Array.isArray(value?.[""])) return new Map(value[""]);
    if (!Array.isArray(value?.["@"])) return value;
    const [file, line, column, endLine, endColumn] = value["@"] as number[];
    return { file: names[file as number], line, column, endLine, endColumn };
  });
}

type FrozenManifest = Omit<Manifest, "text"> & { readonly from: number; readonly length: number };

interface FrozenRender extends Omit<RenderedRelease, "release" | "manifests" | "text"> {
  /** Its place among the environment's releases. */
  readonly release: number;
  /** Where it is the same as that of another phase: the place of that one in the list. */
  readonly same?: number;
  readonly text?: string;
  /** A manifest's text is a piece of the whole one. */
  readonly manifests?: readonly FrozenManifest[];
}

/** Renders as text: most are the same in both phases. */
export function freezeRenders(rendered: readonly RenderedRelease[], releases: readonly Release[]): string {
  const first = new Map<string, number>();
  const frozen = rendered.map(({ release: of, manifests, text, ...rest }, at): FrozenRender => {
    const release = releases.indexOf(of);
    const same = first.get(`${release} ${text}`);
    if (same !== undefined) return { ...rest, release, same };
    first.set(`${release} ${text}`, at);
    let from = 0;
    const pieces = manifests.map(({ text: piece, ...manifest }): FrozenManifest => {
      from = text.indexOf(piece, from);
      const { length } = piece;
      from += length;
      return { ...manifest, from: from - length, length };
    });
    return { ...rest, release, text, manifests: pieces };
  });
  return JSON.stringify(frozen);
}

export function thawRenders(text: string, releases: readonly Release[]): RenderedRelease[] {
  const thawed: RenderedRelease[] = [];
  for (const { release, same, text: whole = "", manifests = [], ...rest } of JSON.parse(
    text,
  ) as FrozenRender[]) {
    const before = same === undefined ? undefined : thawed[same];
    thawed.push({
      ...rest,
      release: releases[release] as Release,
      text: before?.text ?? whole,
      manifests:
        before?.manifests ??
        manifests.map(({ from, length, ...one }) => ({ ...one, text: whole.slice(from, from + length) })),
    });
  }
  return thawed;
}
