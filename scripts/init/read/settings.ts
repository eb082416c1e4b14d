import { makeSource, placeAt } from "../../core/source.ts";
import { atomOf } from "../elixir/resolve.ts";
import { readElixir } from "../elixir/source.ts";
import type { Pair, Term } from "../elixir/terms.ts";
import type { Said } from "./mix-file.ts";

/** What config/ says that init needs to know. */
export interface Settings {
  /** `ecto_repos:` of each application. */
  readonly repos: readonly Said<{ readonly app: string; readonly module: string }>[];
  /** `adapter:` of a module's own configuration: how Ecto 2 is told its database. */
  readonly adapters: readonly Said<{
    readonly app: string;
    readonly module: string;
    readonly adapter: string;
  }>[];
  /** Applications whose generators make binary ids. */
  readonly binaryIds: readonly Said<string>[];
}

/** What the files of config/ say, whatever the environment of mix. */
export function readSettings(files: ReadonlyMap<string, string>): Settings {
  const settings = { repos: [], adapters: [], binaryIds: [] } as {
    -readonly [K in keyof Settings]: Settings[K][number][];
  };
  for (const [file, text] of files) {
    const source = makeSource(file, text);
    const where = (at: number) => `${file}:${placeAt(source, at, at).line}`;
    for (const { items, pairs, at } of readElixir(text).configs) {
      const app = atomOf(items[0]);
      if (app === undefined) continue;
      const key = atomOf(items[1]);
      // `config :app, Key, [a: 1]` is `config :app, Key, a: 1`.
      const last = items.at(-1);
      const all = [...pairs, ...(last?.is === "list" ? last.pairs : [])];
      const within = (name: string): readonly Pair[] =>
        key === name ? all : listOf(all.find((one) => one.key === name)?.value);
      for (const module of modulesIn(all.find((one) => one.key === "ecto_repos")?.value)) {
        if (key === undefined) settings.repos.push({ value: { app, module }, where: where(at) });
      }
      const adapter = atomOf(all.find((one) => one.key === "adapter")?.value);
      if (adapter !== undefined && items[1]?.is === "alias") {
        settings.adapters.push({ value: { app, module: items[1].text, adapter }, where: where(at) });
      }
      const binary = within("generators").find((one) => one.key === "binary_id");
      if (binary && atomOf(binary.value) === "true")
        settings.binaryIds.push({ value: app, where: where(binary.at) });
    }
  }
  return settings;
}

function modulesIn(term: Term | undefined): string[] {
  return term?.is === "list" ? term.items.flatMap((one) => (one.is === "alias" ? one.text : [])) : [];
}

function listOf(term: Term | undefined): readonly Pair[] {
  return term?.is === "list" ? term.pairs : [];
}
