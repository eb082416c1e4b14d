import type { Command } from "./command.ts";

interface Entry {
  /** One line for `chartroom help`. */
  readonly summary: string;
  /** `chartroom help VERB`: usage, options with meanings, an example. It costs nothing of the verb itself to read. */
  readonly help: () => Promise<{ help: string }>;
  readonly load: () => Promise<{ command: Command }>;
}

/** The verbs, in the order `chartroom help` lists them. Each is loaded only when it runs. */
export const commands: Readonly<Record<string, Entry>> = {
  start: {
    summary: "install the tools, start the embedded cluster, apply `local`",
    help: () => import("./texts/start.ts"),
    load: () => import("./start.ts"),
  },
  init: {
    summary: "write what a Phoenix project needs: image, Compose, environment, charts",
    help: () => import("./texts/init.ts"),
    load: () => import("./init.ts"),
  },
  image: {
    summary: "build the application's image, load it into a local cluster, write its tag",
    help: () => import("./texts/image.ts"),
    load: () => import("./image.ts"),
  },
  check: {
    summary: "check every value, render and manifest of the environments, or a chart alone",
    help: () => import("./texts/check.ts"),
    load: () => import("./check.ts"),
  },
  render: {
    summary: "print the manifests of an environment, secrets masked",
    help: () => import("./texts/render.ts"),
    load: () => import("./render.ts"),
  },
  hooks: {
    summary: "draw what Helm does with the hooks, at a first install and at an upgrade",
    help: () => import("./texts/hooks.ts"),
    load: () => import("./hooks.ts"),
  },
  plan: {
    summary: "check, then show what apply would change",
    help: () => import("./texts/plan.ts"),
    load: () => import("./plan.ts"),
  },
  apply: {
    summary: "check, show the difference, confirm, then helmfile apply",
    help: () => import("./texts/apply.ts"),
    load: () => import("./apply.ts"),
  },
  sync: {
    summary: "check, show the difference, confirm, then helmfile sync",
    help: () => import("./texts/sync.ts"),
    load: () => import("./sync.ts"),
  },
  run: {
    summary: "run a release command once: migrate, seed, rollback or any other",
    help: () => import("./texts/run.ts"),
    load: () => import("./run.ts"),
  },
  cert: {
    summary: "certificates for HTTPS on this machine: mix phx.server, the local environment",
    help: () => import("./texts/cert.ts"),
    load: () => import("./cert.ts"),
  },
  observe: {
    summary: "look into a BEAM node that runs in an environment: observer, observer_cli, a shell",
    help: () => import("./texts/observe.ts"),
    load: () => import("./observe.ts"),
  },
  unlock: {
    summary: "take helm's mark from a release that a killed helm left behind",
    help: () => import("./texts/unlock.ts"),
    load: () => import("./unlock.ts"),
  },
  values: {
    summary: "show a value and every layer that set it, or how two environments differ",
    help: () => import("./texts/values.ts"),
    load: () => import("./values.ts"),
  },
  secrets: {
    summary: "init, edit, rotate or check the encrypted files",
    help: () => import("./texts/secrets.ts"),
    load: () => import("./secrets.ts"),
  },
  schema: {
    summary: "write a first values.schema.json for a chart, or what an older one lacks",
    help: () => import("./texts/schema.ts"),
    load: () => import("./schema.ts"),
  },
  copy: {
    summary: "copy charts into your repository, and keep the copies honest",
    help: () => import("./texts/copy.ts"),
    load: () => import("./copy.ts"),
  },
  lint: {
    summary: "lint charts as chart-testing's `ct lint` does, with it or without",
    help: () => import("./texts/lint.ts"),
    load: () => import("./lint.ts"),
  },
  package: {
    summary: "package charts reproducibly, push them, raise their versions, tell their changes",
    help: () => import("./texts/package.ts"),
    load: () => import("./package.ts"),
  },
  types: {
    summary: "write the TypeScript types of the schemas, or check them",
    help: () => import("./texts/types.ts"),
    load: () => import("./types.ts"),
  },
  explain: {
    summary: "explain the code of a finding",
    help: () => import("./texts/explain.ts"),
    load: () => import("./explain.ts"),
  },
  doctor: {
    summary: "show each tool, its version and where it came from",
    help: () => import("./texts/doctor.ts"),
    load: () => import("./doctor.ts"),
  },
  tools: {
    summary: "install or list the tools",
    help: () => import("./texts/tools.ts"),
    load: () => import("./tools.ts"),
  },
  cluster: {
    summary: "the embedded cluster: up, down, status, kubeconfig",
    help: () => import("./texts/cluster.ts"),
    load: () => import("./cluster.ts"),
  },
  completion: {
    summary: "print a script that completes chartroom's words in bash, zsh or fish",
    help: () => import("./texts/completion.ts"),
    load: () => import("./completion.ts"),
  },
  help: {
    summary: "show this, or the help of one verb",
    help: () => import("./texts/help.ts"),
    load: () => import("./help.ts"),
  },
  version: {
    summary: "print the version",
    help: () => import("./texts/version.ts"),
    load: () => import("./version.ts"),
  },
};
