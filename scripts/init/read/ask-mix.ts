import { run } from "../../core/exec.ts";
import { privateDirectory } from "../../core/private-directory.ts";
import { type Dependency, type MixFile, rootOf, type Said } from "./mix-file.ts";
import type { Settings } from "./settings.ts";

/** What mix says of a project. */
export interface MixAnswer {
  readonly files: readonly MixFile[];
  /** Of config/config.exs in the environment prod; undefined where it could not be evaluated. */
  readonly settings: Settings | undefined;
  /** The Elixir that answered. */
  readonly elixir: string;
}

/** Why mix was not asked, or could not answer: in one line. */
export interface NoAnswer {
  readonly missing: boolean;
  readonly reason: string;
}

/** A mix.exs that waits for something (a network, a terminal) must not keep us. Milliseconds. */
const MOST_WAIT = 30_000;
const LATE = `it did not answer within ${MOST_WAIT / 1000} seconds`;
const ASKED = "asked mix";

/**
 * Loads the project's mix.exs in mix and prints what it holds: a line for each fact, its words in base64 behind a mark,
 * since a mix.exs may print too. Nothing is compiled, and no dependency has to be there. Mix.Project:
 * https://hexdocs.pm/mix/Mix.Project.html, of Elixir 1.9 and later.
 */
const QUESTION = `
name = fn
  one when is_atom(one) -> one |> Atom.to_string() |> String.replace_prefix("Elixir.", "")
  one when is_binary(one) -> one
  one -> inspect(one)
end
tell = fn words -> IO.puts(["chartroom-says ", words |> Enum.map(&Base.encode64(name.(&1))) |> Enum.intersperse(" ")]) end
say = fn key, value -> if value not in [nil, ""], do: tell.([key, value]) end
keys = fn list -> for {key, _} <- List.wrap(list), do: key end

describe = fn folder ->
  project = Mix.Project.config()
  module = Mix.Project.get!()
  tell.(["file", folder])
  for key <- [:app, :apps_path, :elixir, :default_release], do: say.(Atom.to_string(key), project[key])
  say.("own", module)
  application = if function_exported?(module, :application, 0), do: module.application(), else: []
  with {callback, _} <- application[:mod], do: say.("mod", callback)
  for dependency <- List.wrap(project[:deps]) do
    options =
      case dependency do
        {_, options} when is_list(options) -> options
        {_, _, options} -> options
        _ -> []
      end
    from = if options[:path], do: "path", else: if(options[:in_umbrella], do: "umbrella", else: "elsewhere")
    tell.(["dependency", elem(dependency, 0), from, options[:path] || ""])
  end
  for key <- keys.(project[:aliases]), do: tell.(["alias", key])
  for key <- keys.(project[:releases]), do: tell.(["release", key])
end

Mix.start()
Mix.env(:prod)
tell.(["elixir-version", System.version()])
Code.compile_file("mix.exs")
describe.(".")
for {app, folder} <- Mix.Project.apps_paths() || %{} do
  Mix.Project.in_project(app, folder, fn _ -> describe.(folder) end)
end

config = Mix.Project.config()[:config_path] || "config/config.exs"
settings =
  try do
    if File.regular?(config), do: Config.Reader.read!(config, env: :prod, target: :host), else: []
  rescue
    _ -> nil
  catch
    _, _ -> nil
  end

if settings do
  tell.(["settings"])
  for {app, entries} <- settings, {key, value} <- entries do
    if key == :ecto_repos, do: Enum.each(List.wrap(value), &tell.(["repo", app, &1]))
    if Keyword.keyword?(value) && value[:adapter], do: tell.(["adapter", app, key, value[:adapter]])
    if key == :generators && value[:binary_id] == true, do: tell.(["binary", app])
  end
end
tell.(["end"])
`;

/** Asks the mix on PATH. It runs the project's mix.exs and config/config.exs, and writes nothing into the project. */
export async function askMix(root: string): Promise<{ answer: MixAnswer } | { none: NoAnswer }> {
  const own = privateDirectory().path;
  const patience = AbortSignal.timeout(MOST_WAIT);
  const ran = await run("elixir", ["-e", QUESTION], {
    cwd: root,
    // What a mix.exs of another kind might make is kept out of the project.
    env: {
      MIX_ENV: "prod",
      MIX_BUILD_PATH: `${own}/mix-build`,
      MIX_QUIET: "1",
      MIX_EXS: undefined,
      ERL_CRASH_DUMP_BYTES: "0",
    },
    signal: patience,
  });
  if (ran.missing) return { none: { missing: true, reason: "elixir is not on PATH" } };
  const lines = ran.stdout.split("\n").flatMap((line) => {
    const words = /^chartroom-says ([A-Za-z0-9+/= ]*)$/.exec(line)?.[1];
    return words === undefined
      ? []
      : [words.split(" ").map((word) => Buffer.from(word, "base64").toString("utf8"))];
  });
  if (lines.at(-1)?.[0] !== "end")
    return { none: { missing: false, reason: patience.aborted ? LATE : reasonOf(ran.stderr, ran.code) } };
  return { answer: answerOf(lines) };
}

/** The line that says what is wrong, without the trace below it. */
function reasonOf(stderr: string, code: number | null): string {
  const line = stderr.split("\n").find((one) => /^\*\*|error/i.test(one.trim()));
  return (
    line?.trim().slice(0, 200) ?? (code === null ? "it did not end within a minute" : `it ended with ${code}`)
  );
}

function answerOf(lines: readonly string[][]): MixAnswer {
  const files: { -readonly [K in keyof MixFile]: MixFile[K] }[] = [];
  const settings = { repos: [], adapters: [], binaryIds: [] } as {
    -readonly [K in keyof Settings]: Settings[K][number][];
  };
  let evaluated = false;
  let elixir = "";
  for (const [key = "", first = "", second = "", third = ""] of lines) {
    const said = <T>(value: T): Said<T> => ({ value, where: ASKED });
    const file = files.at(-1);
    if (key === "elixir-version") elixir = first;
    else if (key === "settings") evaluated = true;
    else if (key === "repo") settings.repos.push(said({ app: first, module: second }));
    else if (key === "adapter") settings.adapters.push(said({ app: first, module: second, adapter: third }));
    else if (key === "binary") settings.binaryIds.push(said(first));
    else if (key === "file") files.push(empty(first));
    else if (!file) continue;
    else if (key === "app") file.app = said(first);
    else if (key === "apps_path") file.appsPath = said(first);
    else if (key === "elixir") file.elixir = said(first);
    else if (key === "default_release") file.defaultRelease = said(first);
    else if (key === "mod" || (key === "own" && rootOf(first) !== first)) file.module = said(rootOf(first));
    else if (key === "alias") file.aliases = [...file.aliases, said(first)];
    else if (key === "release") file.releases = [...file.releases, said(first)];
    else if (key === "dependency") {
      const dependency: Dependency = { name: first, from: second as Dependency["from"], path: third };
      file.dependencies = [...file.dependencies, said(dependency)];
    }
  }
  return { files, settings: evaluated ? settings : undefined, elixir };
}

function empty(folder: string): MixFile {
  return {
    folder,
    app: undefined,
    module: undefined,
    appsPath: undefined,
    elixir: undefined,
    dependencies: [],
    aliases: [],
    releases: [],
    defaultRelease: undefined,
  };
}
