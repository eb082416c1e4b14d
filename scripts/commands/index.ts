import type { Command } from "./command.ts";

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<{ command: Command }>;
}

/** The verbs, in the order `chartroom help` lists them. Each is loaded only when it runs. */
export const commands: Readonly<Record<string, Entry>> = {
  start: {
    summary: "install the tools, start the embedded cluster, apply `local`",
    load: () => import("./start.ts"),
  },
  init: {
    summary: "write what a Phoenix project needs: image, Compose, environment, charts",
    load: () => import("./init.ts"),
  },
  image: {
    summary: "build the application's image, load it into a local cluster, write its tag",
    load: () => import("./image.ts"),
  },
  check: {
    summary: "check every value, render and manifest of the environments, or a chart alone",
    load: () => import("./check.ts"),
  },
  render: {
    summary: "print the manifests of an environment, secrets masked",
    load: () => import("./render.ts"),
  },
  hooks: {
    summary: "draw what Helm does with the hooks, at a first install and at an upgrade",
    load: () => import("./hooks.ts"),
  },
  plan: { summary: "check, then show what apply would change", load: () => import("./plan.ts") },
  apply: {
    summary: "check, show the difference, confirm, then helmfile apply",
    load: () => import("./apply.ts"),
  },
  sync: {
    summary: "check, show the difference, confirm, then helmfile sync",
    load: () => import("./sync.ts"),
  },
  run: {
    summary: "run a release command once: migrate, seed, rollback or any other",
    load: () => import("./run.ts"),
  },
  cert: {
    summary: "certificates for HTTPS on this machine: mix phx.server, the local environment",
    load: () => import("./cert.ts"),
  },
  observe: {
    summary: "look into a BEAM node that runs in an environment: observer, observer_cli, a shell",
    load: () => import("./observe.ts"),
  },
  unlock: {
    summary: "take helm's mark from a release that a killed helm left behind",
    load: () => import("./unlock.ts"),
  },
  values: {
    summary: "show a value and every layer that set it, or how two environments differ",
    load: () => import("./values.ts"),
  },
  secrets: { summary: "init, edit, rotate or check the encrypted files", load: () => import("./secrets.ts") },
  schema: {
    summary: "write a first values.schema.json for a chart, or what an older one lacks",
    load: () => import("./schema.ts"),
  },
  copy: {
    summary: "copy charts into your repository, and keep the copies honest",
    load: () => import("./copy.ts"),
  },
  lint: {
    summary: "lint charts as chart-testing's `ct lint` does, with it or without",
    load: () => import("./lint.ts"),
  },
  package: {
    summary: "package charts reproducibly, push them, raise their versions, tell their changes",
    load: () => import("./package.ts"),
  },
  types: {
    summary: "write the TypeScript types of the schemas, or check them",
    load: () => import("./types.ts"),
  },
  explain: { summary: "explain the code of a finding", load: () => import("./explain.ts") },
  doctor: {
    summary: "show each tool, its version and where it came from",
    load: () => import("./doctor.ts"),
  },
  tools: { summary: "install or list the tools", load: () => import("./tools.ts") },
  cluster: {
    summary: "the embedded cluster: up, down, status, kubeconfig",
    load: () => import("./cluster.ts"),
  },
  completion: {
    summary: "print a script that completes chartroom's words in bash, zsh or fish",
    load: () => import("./completion.ts"),
  },
  help: { summary: "show this, or the help of one verb", load: () => import("./help.ts") },
  version: { summary: "print the version", load: () => import("./version.ts") },
};
