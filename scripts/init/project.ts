/** A fact about the project with the reason it is believed: "mix.exs:12", "asked mix", "--assets none". */
export interface Fact<T> {
  readonly value: T;
  readonly why: string;
}

/** One OTP application: the project itself, or one of an umbrella's `apps/`. */
export interface App {
  /** As in `app: :shop`. */
  readonly name: string;
  /** Its folder from the project's root, with `/`: `.` or `apps/shop`. */
  readonly folder: string;
  /** The root of its modules: `Shop`. */
  readonly module: string;
}

export type Adapter = "postgres" | "mysql" | "sqlite" | "mssql" | "unknown";

/** A module with `use Ecto.Repo`. */
export interface Repo {
  readonly module: string;
  /** The OTP application that it is configured under. */
  readonly app: string;
  readonly adapter: Adapter;
  /** `@primary_key` and generators of binary ids: nothing depends on it but what is told. */
  readonly binaryId: boolean;
}

/** The module with `use Phoenix.Endpoint`. */
export interface Endpoint {
  readonly module: string;
  readonly app: string;
}

/** How `priv/static` is made. */
export interface Assets {
  /** esbuild: mix's esbuild and tailwind, no Node. webpack: a package.json with a build script, which needs Node. */
  readonly kind: "esbuild" | "webpack" | "none";
  /** The folder of the assets' sources from the project's root: `assets`, `apps/shop_web/assets`. */
  readonly folder: string;
  /** The application whose `priv/static` they fill; its folder is where mix's asset tasks run. */
  readonly app: string;
  /** `assets.deploy` where mix.exs of that application has the alias, else empty: the build is spelled out. */
  readonly deployAlias: string;
  /** `assets.setup` where mix.exs of that application has the alias, else empty. */
  readonly setupAlias: string;
  /** By the lock file beside package.json; npm where there is a package.json alone, none where there is none. */
  readonly packages: "npm" | "yarn" | "pnpm" | "none";
  /** The script of package.json that builds for production: `deploy`, else `build`; of webpack alone. */
  readonly script: string;
  /** A lock file lies beside package.json, so `npm ci` works; without one only `npm install` does. */
  readonly locked: boolean;
}

/** All that the generators need. Every generator is a pure function of it and of the choices. */
export interface Project {
  readonly umbrella: boolean;
  readonly apps: readonly App[];
  /** The application that serves and migrates: release.ex lies in its lib/. */
  readonly main: Fact<App>;
  /** The release's name: what `releases:` in mix.exs names, else the main application's. */
  readonly release: Fact<string>;
  readonly repos: readonly Fact<Repo>[];
  readonly endpoint: Fact<Endpoint> | undefined;
  readonly assets: Fact<Assets>;
  readonly elixir: Fact<string>;
  readonly otp: Fact<string>;
  /** mix.exs has `releases:`. */
  readonly hasReleases: boolean;
  /** Distillery's rel/config.exs or its dependency. */
  readonly distillery: Fact<boolean>;
  /** Names of the dependencies in mix.exs, of all applications, that Hex or git brings: no `path:`, no `in_umbrella:`. */
  readonly dependencies: readonly string[];
  /** Folders of the `path:` dependencies that lie inside of the project: `vendor/money`. */
  readonly local: readonly string[];
  /** Paths of the project's files, from its root with `/`; without .git, _build, deps and node_modules. */
  readonly paths: ReadonlySet<string>;
  /** Texts of files that advice is given about, by path from the root: config/runtime.exs, lib/shop/application.ex. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The strategies of chart phoenix: its values.schema.json says what each is. */
export const CLUSTERINGS = ["none", "dns", "dns-srv", "kubernetes"] as const;
export type Clustering = (typeof CLUSTERINGS)[number];

/** What a person decides; each has a flag, and a default that `--yes` takes. */
export interface Choices {
  /** Name of the environment that is written: `local`. */
  readonly environment: string;
  /** Every environment that init has written or writes now, this one among them, in the order they were added. */
  readonly environments: readonly string[];
  /** Kubernetes context of that environment: `kwok-chartroom` (the embedded cluster), `minikube`. */
  readonly context: string;
  readonly namespace: string;
  /** PHX_HOST of that environment. */
  readonly host: string;
  /** The image's name without a tag: `shop`, `ghcr.io/you/shop`. */
  readonly image: string;
  readonly port: number;
  readonly clustering: Clustering;
}

/** A file that init writes whole. */
export interface Generated {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly executable: boolean;
}

/** What init tells and does not do, because the file is the user's: lines to add, and where. */
export interface Advice {
  readonly title: string;
  readonly why: string;
  /** The file it is about; with what to write there. */
  readonly file?: string;
  readonly lines?: readonly string[];
}
