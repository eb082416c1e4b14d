import path from "node:path";
import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { fileStart } from "../../core/source.ts";
import { askMix, type MixAnswer } from "./ask-mix.ts";
import { MOST_BYTES, readSource, textOf } from "./files.ts";
import { type MixFile, readMixFile, type Said } from "./mix-file.ts";
import { readSettings, type Settings } from "./settings.ts";

/** What the mix.exs files and config/ of a project say, and what is to be told of how it was found out. */
export interface MixProject {
  readonly files: readonly MixFile[];
  readonly settings: Settings;
  readonly notes: readonly Diagnostic[];
  /** "by mix, Elixir 1.17.3", or "as text" with the reason. */
  readonly how: string;
}

/**
 * Reads every mix.exs and config/ without running them, and asks mix where it may be asked and is there. Where the two
 * differ, mix is right; the file and line come from the text.
 */
export async function readMix(
  root: string,
  paths: ReadonlySet<string>,
  ask: boolean,
): Promise<Result<MixProject>> {
  const first = readRoot(root);
  if (!first.ok) return first;
  const asked = ask ? await askMix(root) : undefined;
  const answer = asked && "answer" in asked ? asked.answer : undefined;
  const none = asked && "none" in asked ? asked.none : undefined;
  if (!first.value && !answer) {
    return fail([
      diagnostic("CR702", "mix.exs defines no project that can be read", {
        place: fileStart("mix.exs"),
        ...(none && !none.missing && { note: `mix says: ${none.reason}` }),
        help: "it needs a module with `def project do [app: ...] end`; `mix compile` shows what is wrong with it",
      }),
    ]);
  }
  const told = first.value ? [first.value, ...readApps(root, paths, first.value.appsPath?.value)] : [];
  const folders = new Set([
    ".",
    ...told.map(({ folder }) => folder),
    ...(answer?.files ?? []).map(({ folder }) => folder),
  ]);
  const configs = [...paths].filter(
    (one) =>
      one.endsWith(".exs") &&
      [...folders].some((folder) => path.posix.dirname(one) === path.posix.join(folder, "config")),
  );
  const settings = readSettings(
    new Map(
      configs.flatMap((one) => {
        const text = textOf(root, one);
        return text === undefined ? [] : [[one, text] as const];
      }),
    ),
  );
  const notes = none && !none.missing ? [unanswered(none.reason)] : [];
  if (!answer) {
    const reason =
      asked === undefined ? "--no-mix" : none?.missing ? none.reason : "mix has a problem with it";
    return ok({ files: told, settings, notes, how: `as text: ${reason}` });
  }
  return ok({
    files: answer.files.map((one) => placed(one, told)),
    settings: joined(settings, answer),
    notes,
    how: `by mix, Elixir ${answer.elixir}`,
  });
}

function readRoot(root: string): Result<MixFile | undefined> {
  const read = readSource(path.join(root, "mix.exs"));
  if ("text" in read) return ok(readMixFile(read.text, "mix.exs"));
  if (read.unreadable === "missing") {
    const help = "name the folder that it lies in: chartroom init phoenix DIR";
    return fail([diagnostic("CR701", "there is no mix.exs here, so this is no Mix project", { help })]);
  }
  const what = {
    "no file": "no file",
    forbidden: "not ours to read",
    "too long": `longer than ${MOST_BYTES / 1e6} MB`,
    binary: "no text",
    "not UTF-8": "not in UTF-8",
  }[read.unreadable];
  const help = "mix.exs is Elixir source; is this the project's root?";
  return fail([diagnostic("CR702", `mix.exs is ${what}`, { help })]);
}

function readApps(root: string, paths: ReadonlySet<string>, appsPath: string | undefined): MixFile[] {
  if (appsPath === undefined) return [];
  const folder = path.posix.normalize(appsPath).replace(/\/$/, "");
  const files = [...paths].filter(
    (one) => one.startsWith(`${folder}/`) && /^[^/]+\/mix\.exs$/.test(one.slice(folder.length + 1)),
  );
  return files.flatMap((file) => {
    const text = textOf(root, file);
    return (text !== undefined && readMixFile(text, file)) || [];
  });
}

function unanswered(reason: string): Diagnostic {
  return diagnostic("CR710", "mix could not be asked, so mix.exs was read as text", {
    note: `it says: ${reason}`,
    help: "what is computed in mix.exs was not seen: look at what was found; flags say otherwise (chartroom help init)",
  });
}

/** mix's answer with the places where the text says the same. */
function placed(answer: MixFile, told: readonly MixFile[]): MixFile {
  const text = told.find(({ folder }) => folder === answer.folder);
  const one = <T>(said: Said<T> | undefined, other: Said<T> | undefined) =>
    said && other && same(said.value, other.value) ? other : said;
  const all = <T>(said: readonly Said<T>[], others: readonly Said<T>[] | undefined) =>
    said.map((value) => others?.find((other) => same(value.value, other.value)) ?? value);
  return {
    folder: answer.folder,
    app: one(answer.app, text?.app),
    module: one(answer.module, text?.module),
    appsPath: one(answer.appsPath, text?.appsPath),
    elixir: one(answer.elixir, text?.elixir),
    dependencies: all(answer.dependencies, text?.dependencies),
    aliases: all(answer.aliases, text?.aliases),
    releases: all(answer.releases, text?.releases),
    defaultRelease: one(answer.defaultRelease, text?.defaultRelease),
  };
}

/** What the text says of every environment of mix, and what mix made of prod beside it. */
function joined(text: Settings, { settings }: MixAnswer): Settings {
  const add = <T>(told: readonly Said<T>[], asked: readonly Said<T>[] = []) => [
    ...told,
    ...asked.filter(({ value }) => !told.some((one) => same(one.value, value))),
  ];
  return {
    repos: add(text.repos, settings?.repos),
    adapters: add(text.adapters, settings?.adapters),
    binaryIds: add(text.binaryIds, settings?.binaryIds),
  };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
