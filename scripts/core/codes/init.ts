import type { CodeRow } from "./row.ts";

/** CR70x, CR71x: `chartroom init`. */
export const initCodes = {
  CR701: {
    severity: "error",
    title: "no Mix project here",
    docs: "`chartroom init phoenix DIR` starts from the folder that holds the project's mix.exs: of an umbrella the folder above `apps/`. The folder that was named (or the working directory) is not there, is no folder, or has no mix.exs.",
  },
  CR702: {
    severity: "error",
    title: "mix.exs cannot be read",
    docs: "mix.exs is there, but no project could be found in it: it is empty, damaged, no text in UTF-8, or computed in a way that only mix understands, and mix could not be asked. `mix compile` in that folder shows what is wrong. Where mix itself works, chartroom asks it; see that `elixir` is on PATH.",
  },
  CR703: {
    severity: "error",
    title: "no Phoenix endpoint",
    docs: "No module of the project has `use Phoenix.Endpoint`, so nothing is known that would serve HTTP. A library or a job runner needs no Service and no Ingress. An application that serves HTTP by other means (Plug alone, Bandit, its own listener) is taken when it is named: `--app NAME`. It has to listen on the port that PORT names and to be started by `bin/server`.",
  },
  CR704: {
    severity: "error",
    title: "an application that is not there",
    docs: "`--app` names the application whose release.ex migrates and whose name the release gets. It has to be one of the project's own: the `app:` of mix.exs, or of a mix.exs below `apps/` in an umbrella.",
  },
  CR705: {
    severity: "warning",
    title: "a database that init does not set up",
    docs: "compose.yaml and the chart `postgres` bring PostgreSQL, and seeds keep their lock and their ledger in it. For a repo on another database all else is written; the finding names what is not there. The database has to be brought by hand, and its URL reaches the release as DATABASE_URL: for Compose from the environment of whoever starts it, for a cluster from the environment's secrets (`chartroom secrets edit`). SQLite is a file in the server's own pod, which no hook sees: migrate when the application starts.",
  },
  CR707: {
    severity: "error",
    title: "a file that cannot be written here",
    docs: "Where a file of init belongs stands something else: a folder, a symbolic link that leads nowhere or out of the project, or a file where a folder is needed. Nothing was changed there; the other files are written. Move it away and run init again.",
  },
  CR708: {
    severity: "error",
    title: "edited here, and new in chartroom",
    docs: "The file was written by init, then edited by you; and this chartroom (or another choice) would write another text now. Your text stays. Take over by hand what you want of the difference and say `--keep`, which takes every edited file as it is for the answer; or `--force` to have chartroom's text.",
  },
  CR709: {
    severity: "error",
    title: "the record of init cannot be read",
    docs: ".chartroom.json holds what init wrote and what was chosen, so that a later run knows which files you edited. It is damaged, or a newer chartroom wrote it. Take it from version control, or update chartroom. Without the file, init treats every file that is there as yours.",
  },
  CR710: {
    severity: "info",
    title: "mix could not be asked",
    docs: "Elixir is on PATH, but mix.exs could not be loaded: another version of Elixir or OTP, a syntax error, a file that mix.exs needs. mix.exs was then read as text, which sees everything that is written out and nothing that is computed. Compare what init says with what you know; each fact has a flag.",
  },
  CR711: {
    severity: "error",
    title: "a file could not be written",
    docs: "The system refused to write the file: no right to, a read-only file system, or no space. A file is written beside its place and renamed, so none is half there. Files before it were written; run init again when the reason is gone.",
  },
  CR712: {
    severity: "warning",
    title: "a dependency outside of the project",
    docs: "mix.exs takes a dependency by `path:` from a folder above the project's own. Docker sends the project's folder to the build and nothing beside it, so `mix deps.get` would stop there. Bring the dependency into the project, as a folder or a git submodule, or take it from git. (In a monorepo: make the folder above the build's context, with a Dockerfile of your own.)",
  },
  CR713: {
    severity: "warning",
    title: "another helmfile stands before helmfile.d/",
    docs: "The project has a helmfile.yaml already. helmfile, and chartroom with it, reads that one and not the folder helmfile.d/, where init puts its releases. Take them over into your helmfile (the file is short: two releases, and how their values are found), or name the folder each time: `chartroom -f helmfile.d`.",
  },
} as const satisfies Record<string, CodeRow>;
