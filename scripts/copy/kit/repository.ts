import path from "node:path";
import { isDirectory, isFile, readIfThere } from "../../core/files.ts";
import { helmfilesOf } from "../../environment/find.ts";
import { allHelmfiles } from "../../environment/helmfiles.ts";
import type { Layout } from "../lock.ts";

/** The helmfile that the kit's entries stand in, where they stand in a file of their own. */
export const ENTRIES = "helmfile.d/50-charts.yaml.gotmpl";

/** What a repository has of its own that entries must fit to. */
export interface Repository {
  readonly layout: Layout;
  /** The helmfile that a person adds the entries to; of layout `file`. */
  readonly helmfile: string;
  /** The helmfile is a template. */
  readonly template: boolean;
  /** Environments and defaults of the releases as the other files of helmfile.d/ have them; of layout `folder`. */
  readonly head: string;
  /** Where the head was taken from. */
  readonly from: string;
  /** What was not taken over, because it uses a variable of its file. */
  readonly left: readonly string[];
  /** The other helmfiles by their path from the root. */
  readonly others: ReadonlyMap<string, string>;
}

/**
 * Looks at the helmfiles of a repository, apart from the kit's own; `root` is the folder of the kit's helmfile, `named` its
 * name where somebody named it. `known` is the layout that was decided earlier.
 */
export function readRepository(root: string, known: Layout | undefined, named?: string): Repository {
  const names = named === undefined ? ["helmfile.yaml", "helmfile.yaml.gotmpl"] : [named];
  const file = names.find((one) => isFile(path.join(root, one)));
  const folder = path.join(root, "helmfile.d");
  const relative = (one: string) => path.relative(root, one).split(path.sep).join("/");
  const beside = isDirectory(folder) ? helmfilesOf(folder).filter((one) => relative(one) !== ENTRIES) : [];
  const all =
    file !== undefined ? allHelmfiles(path.join(root, file)) : beside.flatMap((one) => allHelmfiles(one));
  const others = new Map(
    [...new Set(all)].flatMap((one) => {
      const text = readIfThere(one);
      return text === undefined ? [] : [[relative(one), text] as const];
    }),
  );
  const found: Layout = file !== undefined ? "file" : beside.length > 0 ? "folder" : "alone";
  const layout = known ?? found;
  const from = beside.find((one) => blocks(readIfThere(one) ?? "").some(({ key }) => key !== "helmDefaults"));
  const head = headOf(readIfThere(from ?? "") ?? "");
  return {
    layout,
    helmfile: file ?? "helmfile.yaml",
    template: file?.endsWith(".gotmpl") ?? false,
    ...head,
    from: from === undefined ? "" : relative(from),
    others,
  };
}

interface Block {
  readonly key: string;
  readonly text: string;
}

/** The parts of a helmfile that say what environments there are and how all releases are made. */
function blocks(text: string): readonly Block[] {
  const found: Block[] = [];
  let open: { key: string; lines: string[] } | undefined;
  const close = () => {
    if (open) found.push({ key: open.key, text: `${open.lines.join("\n").trimEnd()}\n` });
    open = undefined;
  };
  for (const line of text.split(/\r?\n/)) {
    const key = /^([A-Za-z]+):/.exec(line)?.[1];
    // Lines of a template, and items of a list, may stand at the margin.
    if (key !== undefined || /^(?:---|\.\.\.)/.test(line)) close();
    if (key !== undefined && ["bases", "environments", "helmDefaults"].includes(key))
      open = { key, lines: [] };
    open?.lines.push(line);
  }
  close();
  return found;
}

function headOf(text: string): { readonly head: string; readonly left: readonly string[] } {
  const all = blocks(text);
  const taken = all.filter((one) => isSelfContained(one.text));
  const first = taken.filter(({ key }) => key !== "helmDefaults").map((one) => one.text);
  const second = taken.filter(({ key }) => key === "helmDefaults").map((one) => one.text);
  return {
    head: [...first, ...(first.length > 0 ? ["---\n"] : []), ...second].join(""),
    left: all.filter((one) => !taken.includes(one)).map(({ key }) => key),
  };
}

/** Every variable of a template in it is made in it, and every block that it opens is closed. */
function isSelfContained(text: string): boolean {
  const used = [...text.matchAll(/\$([A-Za-z_]\w*)/g)].map((one) => one[1]);
  const made = new Set([...text.matchAll(/\$([A-Za-z_]\w*)\s*(?:,\s*\$\w+\s*)?:=/g)].map((one) => one[1]));
  for (const [, , second] of text.matchAll(/\$([A-Za-z_]\w*)\s*,\s*\$([A-Za-z_]\w*)\s*:=/g)) made.add(second);
  const opened = text.match(/\{\{-?\s*(?:if|range|with|define|block)\b/g)?.length ?? 0;
  const closed = text.match(/\{\{-?\s*end\b/g)?.length ?? 0;
  return opened === closed && used.every((one) => made.has(one));
}
