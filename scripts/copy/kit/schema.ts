import path from "node:path";
import type { Json } from "../../core/json.ts";
import type { KitRelease } from "./release.ts";

/**
 * The schema of the environments: a key for each release with its chart's values. It is open where the repository had
 * environments before, since their other keys are somebody else's. `switched`: the entries ask for `releases.NAME.enabled`.
 */
export function kitSchema(releases: readonly KitRelease[], open: boolean, switched: boolean): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "environment",
    type: "object",
    description:
      "One environment's values: one key per release with that chart's values. A file of an environment may hold any part of it.",
    ...(!open && { additionalProperties: false }),
    properties: {
      ...(!open && OWN),
      ...(switched && { releases: switches(releases) }),
      ...releaseProperties(releases),
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** What each release adds to the properties of an environment schema. */
export function releaseProperties(releases: readonly KitRelease[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    releases.map(({ name, folder, typed, description }) => [
      name,
      {
        description: description ?? `Values of ${folder}.`,
        ...(typed ? { $ref: path.posix.join("..", folder, "values.schema.json") } : { type: "object" }),
      },
    ]),
  );
}

const OWN = {
  context: {
    type: "string",
    description: "Kubernetes context of the environment's cluster; chartroom applies to no other.",
    examples: ["minikube"],
  },
  namespace: {
    type: "string",
    description: "Namespace of the releases.",
    pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
    default: "default",
  },
};

/** `releases.NAME.enabled` of each. */
export function switches(releases: readonly KitRelease[]): Json {
  return {
    type: "object",
    description: "Which releases the environment has. A false one is left alone, not uninstalled.",
    properties: Object.fromEntries(
      releases.map(({ name, folder }) => [
        name,
        {
          type: "object",
          description: `The release of ${folder}.`,
          additionalProperties: false,
          properties: {
            enabled: { type: "boolean", description: "The environment has this release.", default: false },
          },
        },
      ]),
    ),
  };
}
