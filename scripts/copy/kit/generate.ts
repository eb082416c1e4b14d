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
  readonly repository: Repository;
  readonly releases: readonly KitRelease[];
  readonly files: Tree;
  readonly byHand: readonly ByHand[];
  /** CR809: what stands in the way stays as it is. */
  readonly findings: readonly Diagnostic[];
}

/** Decides what files the charts in `folders` need around them. `kit` is what the lock has of an earlier one. */
export async function planKit(
  root: string,
  copies: Copies,
  folders: readonly string[],
  kit: Kit | undefined,
): Promise<KitPlan> {
  const repository = readRepository(root, kit?.layout);
  const releases: KitRelease[] = [];
  for (const folder of [...folders].sort()) {
    const { source } = copies[folder] as Copy;
    const tree = readTree(path.join(root, folder));
    const name = chartOf(tree)?.name ?? path.posix.basename(folder);
    const typed = tree.has("values.schema.json");
    releases.push(kitRelease({ name, folder, typed }, await kitTexts(root, source)));
  }
  const taken = releases.flatMap((one) => takenName(one, repository) ?? []);
  // The environment's key of a name that is taken belongs to the other release.
  const free = releases.filter(({ name }) => !taken.some((one) => one.name === name));
  const entered = free.filter((one) => !isReleased(one, repository));
  const values = releaseValuesFile(root, kit);
  const switched = repository.layout === "folder" || (repository.layout === "file" && repository.template);
  const wanted = new Map<string, string>([
    [ENVIRONMENT_SCHEMA, kitSchema(free, repository.layout !== "alone", switched)],
  ]);
  if (entered.length > 0 || kit?.files[values] !== undefined) wanted.set(values, RELEASE_VALUES);
  const options = { values, switched };
  const hasEntries = entered.length > 0 || kit?.files[ENTRIES] !== undefined;
  if (repository.layout !== "file" && hasEntries)
    wanted.set(ENTRIES, entriesFile(entered, repository, options));
  const files = new Map<string, Buffer>();
  const findings: Diagnostic[] = taken.map(({ finding }) => finding);
  const byHand: ByHand[] = [];
  for (const [file, text] of wanted) {
    const there = readIfThere(path.join(root, file));
    if (there === undefined || there === text || kit?.files[file] !== undefined)
      files.set(file, Buffer.from(text));
    else if (file === ENVIRONMENT_SCHEMA) byHand.push(...schemaByHand(there, free, switched));
    else if (file !== values) findings.push(inTheWay(file));
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
  return { repository, releases, files, byHand, findings };
}

/** A template that is there and does the same is used; another one is left alone, and ours has another name. */
function releaseValuesFile(root: string, kit: Kit | undefined): string {
  const names = ["environments/release.yaml.gotmpl", "environments/release-values.yaml.gotmpl"];
  return (
    names.find((one) => kit?.files[one] !== undefined) ??
    names.find((one) => {
      const file = path.join(root, one);
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
): { readonly name: string; readonly finding: Diagnostic } | undefined {
  const { name, folder } = release;
  if (isReleased(release, repository)) return undefined;
  const pattern = new RegExp(`^\\s*- name:\\s*["']?${escapePattern(name)}["']?\\s*(?:#.*)?$`, "m");
  const found = [...repository.others].find(([, text]) => pattern.test(text));
  if (!found) return undefined;
  const [file, text] = found;
  const line = text.slice(0, text.search(pattern)).split("\n").length;
  const finding = diagnostic("CR809", `a release is called \`${name}\` already: ${folder} has no entry`, {
    place: { ...fileStart(file), line, endLine: line },
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
