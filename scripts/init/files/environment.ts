import { readFileSync } from "node:fs";
import { packageDirectory } from "../../core/package.ts";
import { DATABASE_RELEASE, databaseName, hasDatabase, releaseName } from "../names.ts";
import type { Choices, Generated, Project } from "../project.ts";

const SCHEMA = "# yaml-language-server: $schema=../../schemas/environment.schema.json";

/** What all environments share. */
export function baseValues(project: Project, choices: Choices): Generated {
  const name = releaseName(project);
  const database = hasDatabase(project);
  const lines = [
    SCHEMA,
    "# What every environment shares; an environment's own values.yaml holds only what differs. A top-level key with a release's",
    "# name holds the values of that release's chart, the other keys are read by helmfile.d/.",
    "",
    "# Seconds Helm waits for one release; hooks must end below this.",
    "timeout: 300",
    "",
    "# A release that fails: `hold` leaves it beside the old pods, which serve, to be looked at; `rollback` goes back to",
    "# the revision before. Neither undoes a migration.",
    "onFailure: hold",
    "",
    ...(database ? ["releases:", `  ${DATABASE_RELEASE}:`, "    enabled: true", ""] : []),
    `${name}:`,
    `  fullnameOverride: ${quoted(name)}`,
    "  image:",
    `    repository: ${quoted(choices.image)}`,
    ...(choices.port === 4000 ? [] : ["  server:", `    port: ${choices.port}`]),
    ...hooks(project),
    ...(choices.clustering === "none" ? [] : ["  clustering:", `    strategy: ${choices.clustering}`]),
    ...(database
      ? [
          "",
          `${DATABASE_RELEASE}:`,
          "  auth:",
          ...["database", "username"].map((one) => `    ${one}: ${quoted(databaseName(project))}`),
        ]
      : []),
  ];
  return { path: "environments/_base/values.yaml", text: `${lines.join("\n")}\n`, executable: false };
}

/** What one environment has of its own. */
export function ownValues(project: Project, choices: Choices): Generated {
  const { environment, context, namespace, host } = choices;
  const lines = [
    SCHEMA,
    "# The Kubernetes context of this environment; chartroom applies it to no other.",
    `context: ${quoted(context)}`,
    `namespace: ${quoted(namespace)}`,
    "",
    `${releaseName(project)}:`,
    `  host: ${quoted(host)}`,
    "  replicaCount: 1",
    "  image:",
    `    # \`chartroom image build -e ${environment}\` writes the tag of what it built.`,
    "    tag: unbuilt",
    ...(hasDatabase(project) ? ["", `${DATABASE_RELEASE}:`, "  persistence:", "    size: 1Gi"] : []),
  ];
  return {
    path: `environments/${environment}/values.yaml`,
    text: `${lines.join("\n")}\n`,
    executable: false,
  };
}

/** The schema that types an environment: ours, with the releases of this project. */
export function environmentSchema(project: Project): Generated {
  const schema = JSON.parse(readFileSync(packageDirectory("schemas", "environment.schema.json"), "utf8"));
  const database = hasDatabase(project);
  const renamed = (properties: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(properties)
        .filter(([key]) => !CLUSTER.includes(key) && (database || key !== DATABASE_RELEASE))
        .map(([key, value]) => [key === "phoenix" ? releaseName(project) : key, value]),
    );
  schema.properties.releases.properties = renamed(schema.properties.releases.properties);
  schema.properties = renamed(schema.properties);
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  return { path: "schemas/environment.schema.json", text, executable: false };
}

/** What a cluster is given once, by whoever administers it: a project begins without. */
const CLUSTER = ["platform", "namespaces", "edge"];

/** Without a repo there is nothing to migrate or to seed; SQLite's file lies in the server's own pod, where no hook is. */
function hooks(project: Project): readonly string[] {
  if (project.repos.some(({ value }) => value.adapter !== "sqlite")) return [];
  return ["  hooks:", "    migrate:", "      enabled: false", "    seed:", "      enabled: false"];
}

/** Quoted where YAML would read something else than a text: `true`, `1e3`, `a: b`. */
const quoted = (text: string) =>
  /^[a-z][a-z0-9./-]*$/.test(text) && !RESERVED.test(text) ? text : JSON.stringify(text);
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/;
