import type { Advice, Project } from "../project.ts";
import { releaseEntry } from "./release.ts";
import { code } from "./texts.ts";

/** Files of Distillery's that `mix release` has no use for. */
const OLD = /^rel\/(?:config\.exs|plugins\/|commands\/|hooks\/|vm\.args$)/;

/** From Distillery to `mix release`, which Elixir brings since 1.9: each step as long as it is to be done. */
export function distilleryAdvice(project: Project): readonly Advice[] {
  if (!project.distillery.value) return [];
  return [
    version(project),
    dependency(project),
    releaseEntry(project, "it takes the place of `release` and `environment` in rel/config.exs"),
    configuration(project),
    files(project),
  ].flat();
}

function version(project: Project): readonly Advice[] {
  const [major = 0, minor = 0] = project.elixir.value.split(".").map((one) => Number.parseInt(one, 10));
  if (major !== 1 || minor >= 11) return [];
  return [
    {
      title: `Elixir ${project.elixir.value} has to become 1.11 or later`,
      why: "`mix release` came with Elixir 1.9, config/runtime.exs with 1.11",
      file: ".tool-versions",
    },
  ];
}

function dependency(project: Project): readonly Advice[] {
  if (!project.dependencies.includes("distillery")) return [];
  return [
    {
      title: "take the dependency :distillery out",
      why: "its `mix release` would stand in the way of Elixir's own; then `mix deps.clean distillery --unlock`",
      file: "mix.exs",
    },
  ];
}

/** Distillery replaced "${NAME}" in the configuration when the release started; `mix release` leaves it as it is. */
function configuration(project: Project): readonly Advice[] {
  return [...project.texts]
    .filter(([file]) => /^(?:apps\/[^/]+\/)?config\/.*\.exs$/.test(file))
    .flatMap(([file, text]) => {
      const names = [...code(text).matchAll(/"\$\{([A-Z][A-Z0-9_]*)\}"/g)].map((match) => match[1] as string);
      if (names.length === 0) return [];
      return [
        {
          title: `nothing replaces ${names.map((name) => `"\${${name}}"`).join(", ")}`,
          why: "Distillery did, with REPLACE_OS_VARS; `mix release` reads the environment in config/runtime.exs: put there what sets these keys, with",
          file,
          lines: [...new Set(names)].map((name) => `System.fetch_env!("${name}")`),
        },
      ];
    });
}

function files(project: Project): readonly Advice[] {
  const old = [...project.paths].filter((file) => OLD.test(file)).sort();
  if (old.length === 0) return [];
  return [
    {
      title: "delete what Distillery read",
      why: "flags of vm.args go to rel/vm.args.eex, scripts of commands/ and hooks/ to rel/overlays/bin/; `foreground` is now `start`, `console` is `start_iex`, `remote_console` is `remote`, `command` is `eval`",
      lines: old.map((file) => `git rm ${file}`),
    },
  ];
}
