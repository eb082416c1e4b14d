import { makeSource, placeAt } from "../../core/source.ts";
import { atomOf, resolve } from "../elixir/resolve.ts";
import { type Module, readElixir, type Statement } from "../elixir/source.ts";
import type { Adapter, App } from "../project.ts";
import type { Said } from "./mix-file.ts";

/** A module of the project with what it uses: `use Ecto.Repo, otp_app: :shop`. */
export interface UsingModule {
  readonly module: string;
  /** `otp_app:`, else the application whose folder it lies in. */
  readonly app: string;
  /** `adapter:` of Ecto.Repo, where it stands in the module. */
  readonly adapter: string | undefined;
}

/** Every module of the applications' sources that uses one of these; modules in quoted code are none. */
export function modulesThatUse(
  used: string,
  apps: readonly App[],
  sources: ReadonlyMap<string, string>,
): Said<UsingModule>[] {
  const found: Said<UsingModule>[] = [];
  for (const [file, text] of sources) {
    if (!text.includes(used)) continue;
    const app = apps.find(({ folder }) => folder === "." || file.startsWith(`${folder}/`));
    const source = makeSource(file, text);
    for (const module of readElixir(text).modules) {
      const use = module.uses.find(({ items }) => atomOf(items[0]) === used);
      if (!use || !app) continue;
      const where = `${file}:${placeAt(source, use.at, use.at).line}`;
      found.push({
        value: {
          module: module.name,
          app: option(use, "otp_app", module) ?? app.name,
          adapter: option(use, "adapter", module),
        },
        where,
      });
    }
  }
  return found;
}

function option(use: Statement, key: string, module: Module): string | undefined {
  return atomOf(resolve(use.pairs.find((one) => one.key === key)?.value, module));
}

const ADAPTERS: Readonly<Record<string, Adapter>> = {
  "Ecto.Adapters.Postgres": "postgres",
  "Ecto.Adapters.MyXQL": "mysql",
  "Ecto.Adapters.MySQL": "mysql",
  "Ecto.Adapters.SQLite3": "sqlite",
  "Ecto.Adapters.Tds": "mssql",
};

/** The database behind an adapter's module. */
export function adapterOf(module: string | undefined): Adapter {
  return module !== undefined && Object.hasOwn(ADAPTERS, module) ? (ADAPTERS[module] as Adapter) : "unknown";
}
