import type { Advice, Choices, Project, Repo } from "../project.ts";
import { code, fileOf } from "./texts.ts";

/** Something the release gets by environment: what reads it already, and the lines that do where nothing does. */
interface Reading {
  readonly name: string;
  readonly read: RegExp;
  /** The `config` statement that it belongs to: `config :shop, Shop.Repo`. */
  readonly statement: string;
  readonly key: string;
}

const FILE = "config/runtime.exs";

/**
 * What config/runtime.exs (or the older config/releases.exs) does not read of the variables that the chart and Compose
 * give. One block to paste, of just those: `config` statements add up.
 */
export function runtimeAdvice(project: Project, choices: Choices): readonly Advice[] {
  const [file, text] = fileOf(project, [FILE, "config/releases.exs"]) ?? [FILE, ""];
  const missing = readings(project, choices).filter((one) => !one.read.test(code(text)));
  const server = project.endpoint !== undefined && !/"PHX_SERVER"|server:\s*true/.test(code(text));
  if (missing.length === 0 && !server) return [];
  const names = [...missing.map((one) => one.name), ...(server ? ["PHX_SERVER"] : [])];
  const start = text === "" ? ["import Config", ""] : [];
  return [
    {
      title: text === "" ? "there is no runtime configuration yet" : `read nowhere: ${sentence(names)}`,
      why: "what the chart and compose.yaml set in the environment, the release reads when it starts",
      file,
      lines: [...start, ...(server ? serverLines(project) : []), ...production(missing, file)],
    },
  ];
}

function readings(project: Project, choices: Choices): readonly Reading[] {
  const { endpoint, repos } = project;
  const all = repos.flatMap((repo, index) => database(repo.value, index === 0 ? "" : prefix(repo.value)));
  if (endpoint !== undefined) {
    const statement = `config :${endpoint.value.app}, ${endpoint.value.module}`;
    all.push(
      {
        name: "SECRET_KEY_BASE",
        read: /"SECRET_KEY_BASE"/,
        statement,
        key: 'secret_key_base: System.fetch_env!("SECRET_KEY_BASE")',
      },
      {
        name: "PHX_HOST",
        read: /"PHX_HOST"/,
        statement,
        key: 'url: [host: System.get_env("PHX_HOST") || "localhost", port: 443, scheme: "https"]',
      },
      {
        name: "PORT",
        read: /"PORT"/,
        statement,
        key: 'http: [port: String.to_integer(System.get_env("PORT") || "4000")]',
      },
      {
        name: "the address :: to listen on",
        read: /\bip:\s*\{\s*0\s*(?:,\s*0\s*){7}\}/,
        statement,
        key: "http: [ip: {0, 0, 0, 0, 0, 0, 0, 0}]",
      },
    );
  }
  // What lists pods reads other variables: advice/clustering.ts tells its whole topology.
  if (["dns", "dns-srv"].includes(choices.clustering) && !project.dependencies.includes("libcluster")) {
    all.push({
      name: "DNS_CLUSTER_QUERY",
      read: /"DNS_CLUSTER_QUERY"/,
      statement: `config :${project.main.value.name}`,
      key: 'dns_cluster_query: System.get_env("DNS_CLUSTER_QUERY")',
    });
  }
  return all;
}

/** The first repo reads DATABASE_URL, which the chart gives; others have a name before it. SQLite's is a path. */
function database(repo: Repo, before: string): readonly Reading[] {
  if (repo.adapter === "sqlite") return [];
  const url = `${before}DATABASE_URL`;
  const statement = `config :${repo.app}, ${repo.module}`;
  return [
    { name: url, read: new RegExp(`"${url}"`), statement, key: `url: System.fetch_env!("${url}")` },
    {
      name: "POOL_SIZE",
      read: /"POOL_SIZE"/,
      statement,
      key: 'pool_size: String.to_integer(System.get_env("POOL_SIZE") || "10")',
    },
    {
      name: "ECTO_IPV6",
      read: /"ECTO_IPV6"/,
      statement,
      key: 'socket_options: if(System.get_env("ECTO_IPV6") in ~w(true 1), do: [:inet6], else: [])',
    },
  ];
}

/** `Shop.Analytics.Repo` and `Shop.AnalyticsRepo`: `ANALYTICS_`. */
function prefix(repo: Repo): string {
  const words = repo.module
    .split(".")
    .slice(1)
    .join("_")
    .replace(/_?Repo$/, "");
  const name = words === "" ? repo.app : words.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return `${name.toUpperCase()}_`;
}

function serverLines(project: Project): readonly string[] {
  const endpoint = project.endpoint?.value;
  return [
    'if System.get_env("PHX_SERVER") do',
    `  config :${endpoint?.app}, ${endpoint?.module}, server: true`,
    "end",
    "",
  ];
}

/** The statements, each once, with its keys. config/releases.exs is of production alone and has no `config_env`. */
function production(missing: readonly Reading[], file: string): readonly string[] {
  const statements = new Map<string, readonly string[]>();
  for (const one of missing) {
    statements.set(one.statement, [...(statements.get(one.statement) ?? []), one.key]);
  }
  if (statements.size === 0) return [];
  const blocks = [...statements].map(
    ([statement, keys]) =>
      `${statement},\n${joined(keys)
        .map((key) => `  ${key}`)
        .join(",\n")}`,
  );
  const lines = blocks.join("\n\n").split("\n");
  if (file !== FILE) return lines;
  return ["if config_env() == :prod do", ...lines.map((line) => (line === "" ? "" : `  ${line}`)), "end"];
}

/** A key is given once in a statement: `http: [port: ...]` and `http: [ip: ...]` are one. */
function joined(keys: readonly string[]): readonly string[] {
  const http = keys.filter((key) => key.startsWith("http: ["));
  if (http.length < 2) return keys;
  const inside = http.map((key) => key.slice("http: [".length, -1)).join(", ");
  return [...keys.filter((key) => !http.includes(key)), `http: [${inside}]`];
}

function sentence(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const last = unique.pop();
  return unique.length === 0 ? `${last}` : `${unique.join(", ")} and ${last}`;
}
