import path from "node:path";
import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { escapePattern } from "../../core/escape-pattern.ts";
import { isFile, readIfThere } from "../../core/files.ts";
import { isObject, parseJson } from "../../core/json.ts";
import { fileStart } from "../../core/source.ts";
import { ENVIRONMENT_SCHEMA } from "../../validate/environment-schema.ts";
import type { Copies, Copy, Kit } from "../lock.ts";
import { chartOf, readTree, type Tree } from "../tree.ts";
import { entriesFile, entryLines, givesReleaseValues, RELEASE_VALUES } from "./entries.ts";
import { baseOf } from "./place.ts";
import { type KitRelease, kitRelease } from "./release.ts";
import { ENTRIES, type Repository, readRepository } from "./repository.ts";
import { kitSchema, releaseProperties, switches } from "./schema.ts";
import { kitTexts } from "./source.ts";

/** Lines that a person adds to a file of theirs. */
export interface ByHand {
  readonly file: string;
  readonly where: string;
  readonly lines: readonly string[];
}

/** The files of a kit as they are to be, and what cannot be a file. */
export interface KitPlan {
  /** The folder that the files go to, from the root; "" for the root. */
  readonly base: string;
  readonly repository: Repository;
  readonly releases: readonly KitRelease[];
  /** Those that the repository's own helmfiles do not have already. */
  readonly entered: readonly KitRelease[];
  readonly files: Tree;
  readonly byHand: readonly ByHand[];
  /** Places count from the root. CR809: what stands in the way stays as it is. */
  readonly findings: readonly Diagnostic[];
}

/**
 * Decides what files the charts in `folders` need around them, beside the helmfile that they are for (`helmfile`, from the
 * root; undefined: at the root). `kit` is what the lock has of an earlier one.
 */
export async function planKit(
  root: string,
  copies: Copies,
  folders: readonly string[],
  kit: Kit | undefined,
  helmfile = kit?.helmfile,
): Promise<KitPlan> {
  const base = baseOf(helmfile);
  const beside = path.join(root, base);
  const at = (file: string) => path.posix.join(base, file);
  const made = (file: string) => kit?.files[at(file)] !== undefined;
  const repository = readRepository(beside, kit?.layout, helmfile && path.posix.basename(helmfile));
  const releases: KitRelease[] = [];
  for (const folder of [...folders].sort()) {
    const { source } = copies[folder] as Copy;
    const tree = readTree(path.join(root, folder));
    const name = chartOf(tree)?.name ?? path.posix.basename(folder);
    const typed = tree.has("values.schema.json");
    const from = path.posix.relative(base, folder);
    releases.push(kitRelease({ name, folder: from, typed }, await kitTexts(root, source)));
  }
  const taken = releases.flatMap((one) => takenName(one, repository, base) ?? []);
  // The environment's key of a name that is taken belongs to the other release.
  const free = releases.filter(({ name }) => !taken.some((one) => one.name === name));
  const entered = free.filter((one) => !isReleased(one, repository));
  const values = releaseValuesFile(beside, made);
  const switched = repository.layout === "folder" || (repository.layout === "file" && repository.template);
  const wanted = new Map<string, string>([
    [ENVIRONMENT_SCHEMA, kitSchema(free, repository.layout !== "alone", switched)],
  ]);
  if (entered.length > 0 || made(values)) wanted.set(values, RELEASE_VALUES);
  const options = { values, switched };
  const hasEntries = entered.length > 0 || made(ENTRIES);
  if (repository.layout !== "file" && hasEntries)
    wanted.set(ENTRIES, entriesFile(entered, repository, options));
  const files = new Map<string, Buffer>();
  const findings: Diagnostic[] = taken.map(({ finding }) => finding);
  const byHand: ByHand[] = [];
  for (const [file, text] of wanted) {
    const there = readIfThere(path.join(beside, file));
    if (there === undefined || there === text || made(file)) files.set(at(file), Buffer.from(text));
    else if (file === ENVIRONMENT_SCHEMA) byHand.push(...schemaByHand(there, free, switched));
    else if (file !== values) findings.push(inTheWay(at(file)));
  }
  if (repository.layout === "file" && entered.length > 0)
    byHand.push({
      file: repository.helmfile,
      where: "below `releases:`",
      lines: entryLines(entered, ".", repository.template, options),
    });
  if (repository.layout === "folder" && repository.left.length > 0)
    byHand.push({
      file: ENTRIES,
      where: `${repository.left.join(" and ")} of ${repository.from}, which use variables of that file`,
      lines: [],
    });
  const named = byHand.map((one) => ({ ...one, file: at(one.file) }));
  return { base, repository, releases, entered, files, byHand: named, findings };
}

/** A template that is there and does the same is used; another one is left alone, and ours has another name. */
function releaseValuesFile(beside: string, made: (file: string) => boolean): string {
  const names = ["environments/release.yaml.gotmpl", "environments/release-values.yaml.gotmpl"];
  return (
    names.find(made) ??
    names.find((one) => {
      const file = path.join(beside, one);
      return !isFile(file) || givesReleaseValues(readIfThere(file) ?? "");
    }) ??
    (names[1] as string)
  );
}

function isReleased({ folder }: KitRelease, { others }: Repository): boolean {
  const chart = /^\s+(?:- )?chart:\s*["']?(\S+?)["']?\s*(?:#.*)?$/gm;
  return [...others].some(([file, text]) =>
    [...text.matchAll(chart)].some(
      (one) => path.posix.join(path.posix.dirname(file), one[1] as string) === folder,
    ),
  );
}

function takenName(
  release: KitRelease,
  repository: Repository,
  base: string,
): { readonly name: string; readonly finding: Diagnostic } | undefined {
  const { name } = release;
  const folder = path.posix.join(base, release.folder);
  if (isReleased(release, repository)) return undefined;
  const pattern = new RegExp(`^\\s*- name:\\s*["']?${escapePattern(name)}["']?\\s*(?:#.*)?$`, "m");
  const found = [...repository.others].find(([, text]) => pattern.test(text));
  if (!found) return undefined;
  const [file, text] = found;
  const line = text.slice(0, text.search(pattern)).split("\n").length;
  const finding = diagnostic("CR809", `a release is called \`${name}\` already: ${folder} has no entry`, {
    place: { ...fileStart(path.posix.join(base, file)), line, endLine: line },
    help: `let that release use ${folder}, or add an entry with another name`,
  });
  return { name, finding };
}

/** What a schema that is there lacks; a closed one has to know of the switches, too. */
function schemaByHand(text: string, releases: readonly KitRelease[], switched: boolean): readonly ByHand[] {
  const schema = parseJson(text);
  const known = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
  const missing = releases.filter(({ name }) => known[name] === undefined);
  const closed = isObject(schema) && schema.additionalProperties === false && known.releases === undefined;
  const properties = {
    ...(closed && switched && { releases: switches(releases) }),
    ...releaseProperties(missing),
  };
  if (Object.keys(properties).length === 0) return [];
  const lines = JSON.stringify(properties, null, 2).split("\n").slice(1, -1);
  return [{ file: ENVIRONMENT_SCHEMA, where: "in `properties`", lines }];
}

function inTheWay(file: string): Diagnostic {
  return diagnostic("CR809", `${file} is not the kit's, and stays as it is`, {
    place: fileStart(file),
    help: "rename it and run `chartroom copy --kit` again, or write the releases of the charts into it",
  });
}
