import { makeSource, placeAt } from "../../core/source.ts";
import { atomOf, pairOf, resolve, stringOf } from "../elixir/resolve.ts";
import { type Module, readElixir } from "../elixir/source.ts";
import type { Pair, Term } from "../elixir/terms.ts";

/** Something that is said somewhere: `where` is "mix.exs:12", or empty where only mix knows. */
export interface Said<T> {
  readonly value: T;
  readonly where: string;
}

/** A dependency, and where its code comes from. */
export interface Dependency {
  readonly name: string;
  readonly from: "elsewhere" | "umbrella" | "path";
  /** Of `path:` alone, as it stands there. */
  readonly path: string;
}

/** What a mix.exs says, as far as init needs it. */
export interface MixFile {
  /** The folder from the project's root: `.` or `apps/shop`. */
  readonly folder: string;
  readonly app: Said<string> | undefined;
  /** The root of the modules: of `mod: {Shop.Application, []}`, else of the file's own module `Shop.MixProject`. */
  readonly module: Said<string> | undefined;
  readonly appsPath: Said<string> | undefined;
  readonly elixir: Said<string> | undefined;
  readonly dependencies: readonly Said<Dependency>[];
  /** Names of the aliases. */
  readonly aliases: readonly Said<string>[];
  readonly releases: readonly Said<string>[];
  readonly defaultRelease: Said<string> | undefined;
}

/** Reads a mix.exs without running it; undefined where it defines no project. `file` is its path from the root. */
export function readMixFile(text: string, file: string): MixFile | undefined {
  const { modules } = readElixir(text);
  const module = modules.find(({ functions }) => functions.has("project"));
  const project = module && resolve(module.functions.get("project"), module);
  if (!module || project?.is !== "list") return undefined;
  const source = makeSource(file, text);
  const say = <T>(value: T | undefined, at: number): Said<T> | undefined =>
    value === undefined ? undefined : { value, where: `${file}:${placeAt(source, at, at).line}` };
  const text_ = (key: string, read: (term: Term | undefined) => string | undefined) => {
    const pair = pairOf(project, key);
    return pair && say(read(resolve(pair.value, module)), pair.at);
  };
  const named = (key: string, read: (pair: Pair) => string = (pair) => pair.key) =>
    list(pairOf(project, key), module)?.pairs.map((pair) => say(read(pair), pair.at) as Said<string>) ?? [];
  return {
    folder: file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".",
    app: text_("app", atomOf),
    module: rootModule(module, say),
    appsPath: text_("apps_path", stringOf),
    elixir: text_("elixir", stringOf),
    dependencies: dependencies(pairOf(project, "deps"), module, say),
    aliases: named("aliases"),
    releases: named("releases"),
    defaultRelease: text_("default_release", atomOf),
  };
}

type Say = <T>(value: T | undefined, at: number) => Said<T> | undefined;

function list(pair: Pair | undefined, module: Module): Extract<Term, { is: "list" }> | undefined {
  const value = resolve(pair?.value, module);
  return value?.is === "list" ? value : undefined;
}

function rootModule(module: Module, say: Say): Said<string> | undefined {
  const mod = pairOf(resolve(module.functions.get("application"), module), "mod");
  const callback = mod && resolve(mod.value, module);
  const name = callback?.is === "tuple" ? atomOf(callback.items[0]) : undefined;
  if (mod && name !== undefined) return say(rootOf(name), mod.at);
  return /\.(MixProject|Mixfile)$/.test(module.name) ? say(rootOf(module.name), module.at) : undefined;
}

/** `Shop` of `Shop.Application` or `Shop.MixProject`. */
export function rootOf(module: string): string {
  return module.replace(/\.(Application|App|Supervisor|MixProject|Mixfile)$/, "");
}

/** `[{:phoenix, "~> 1.7"}, {:money, path: "vendor/money"}]`, or `[phoenix: "~> 1.7"]`. */
function dependencies(pair: Pair | undefined, module: Module, say: Say): Said<Dependency>[] {
  const value = list(pair, module);
  if (!value) return [];
  const tuples = value.items.flatMap((one) => {
    const name = one.is === "tuple" ? atomOf(one.items[0]) : undefined;
    return one.is === "tuple" && name !== undefined ? (say(dependency(name, one), one.at) ?? []) : [];
  });
  const pairs = value.pairs.map((one) => say(dependency(one.key, one.value), one.at) as Said<Dependency>);
  return [...tuples, ...pairs];
}

function dependency(name: string, options: Term): Dependency {
  const pairs = options.is === "tuple" || options.is === "list" ? options.pairs : [];
  // Options may also stand in brackets: {:money, "~> 1.0", [path: "vendor/money"]}.
  const last = options.is === "tuple" ? options.items.at(-1) : undefined;
  const all = [...pairs, ...(last?.is === "list" ? last.pairs : [])];
  const path = stringOf(all.find(({ key }) => key === "path")?.value);
  if (path !== undefined) return { name, from: "path", path };
  const inUmbrella = all.some(({ key, value }) => key === "in_umbrella" && atomOf(value) === "true");
  return { name, from: inUmbrella ? "umbrella" : "elsewhere", path: "" };
}
