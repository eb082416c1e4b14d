import type { CodeRow } from "./row.ts";

/** CR2xx: values and their schemas. */
export const valuesCodes = {
  CR201: {
    severity: "error",
    title: "wrong type",
    docs: 'A value has another JSON type than the schema of its chart asks for. Mind how Helm reads YAML: `"8080"` is text, `8080` a number, and `yes` a boolean. The place shows the value of the last layer that set it.',
  },
  CR202: {
    severity: "error",
    title: "a required value is missing",
    docs: "The schema requires a key that no layer and no default sets. Add it to the environment, or to `_base` when all environments share it.",
  },
  CR203: {
    severity: "error",
    title: "unknown key",
    docs: "The schema is closed and does not know this key, so the chart would ignore it. Most often it is a typing error: the help line names the nearest key that exists, or what became of this one, where the chart's migrations tell it.",
  },
  CR204: {
    severity: "error",
    title: "a text that does not match its pattern",
    docs: "The schema gives a regular expression for this text and the value does not match. The value itself is not printed, since it may be secret.",
  },
  CR205: {
    severity: "error",
    title: "a value that is not one of those allowed",
    docs: "The schema lists the values that are allowed here, and this is none of them. Letter case counts.",
  },
  CR206: {
    severity: "error",
    title: "a value out of bounds",
    docs: "A number is too small or too large, a text or a list too short or too long, or a list repeats an item that must be unique.",
  },
  CR207: {
    severity: "error",
    title: "none of the alternatives fits",
    docs: "The schema offers several shapes for this value and it has none of them, with none being near enough to say which was meant. Read the description of the key in the chart README.",
  },
  CR208: {
    severity: "error",
    title: "a rule of the schema is broken",
    docs: "The value breaks a rule of the schema other than type, presence, pattern, enumeration or bounds; the message names the rule.",
  },
  CR209: {
    severity: "warning",
    title: "a secret in plain text",
    docs: "The schema marks this key `writeOnly`: it is a secret. It stands unencrypted in a plain values file and so in the history of the repository, also where a later layer overrides it. Move it into the secrets file of the environment (`chartroom secrets edit`), and replace the secret itself.",
  },
  CR210: {
    severity: "error",
    title: "a schema that cannot be used",
    docs: "The file values.schema.json is not JSON or not a valid JSON Schema. Helm stops at it as well, at install time.",
  },
  CR211: {
    severity: "error",
    title: "a $ref that Helm cannot follow",
    docs: "Helm reads one self-contained schema. A `$ref` to another file never resolves, and one to the network is fetched at every install, or fails there. Copy the definition into the schema and refer to it as `#/definitions/name`.",
  },
  CR212: {
    severity: "error",
    title: "a pattern that is not RE2",
    docs: "Helm matches patterns with Go RE2 engine, which has no lookahead, lookbehind or backreference. One such pattern makes Helm refuse the whole schema.",
  },
  CR213: {
    severity: "error",
    title: "a schema dialect that is not known",
    docs: "`$schema` names a dialect that cannot be read here. Draft 7 is read by every Helm; 2019-09 and 2020-12 by Helm 4 and by Helm 3 since 3.18: of those it is only said, as information.",
  },
  CR214: {
    severity: "warning",
    title: "a value that the chart does not name",
    docs: "The chart brings no schema, so its values.yaml is taken as the list of what it knows, and this key is not in it. Many charts accept more than they list: a warning, not an error.",
  },
  CR215: {
    severity: "info",
    title: "a chart without a schema",
    docs: "The chart has no values.schema.json. Its values can be compared by name with its values.yaml only, types are not checked.",
  },
  CR216: {
    severity: "info",
    title: "subcharts were not looked into",
    docs: "Helm itself, in the form of chartroom's engine, reads subcharts, archives, aliases, `global` and `import-values`. The engine is not built on this machine, so only the chart's own folder was read: schemas and defaults of its subcharts were not held against the values. Rendering with `helm template` still happens.",
  },
  CR220: {
    severity: "error",
    title: "what was checked is not what would be applied",
    docs: "chartroom merges and checks values by itself and compares them with those that helmfile hands to Helm. They differ at this path, so the check would say nothing about the release, and the run stops.",
  },
  CR230: {
    severity: "error",
    title: "types cannot be generated",
    docs: "`chartroom types` needs schemas/environment.schema.json, the charts' schemas that it refers to, and the development dependency json-schema-to-typescript. The message names what is missing.",
  },
  CR231: {
    severity: "error",
    title: "generated types are out of date",
    docs: "A schema was changed and the types made from it were not written anew. Run `chartroom types` and commit the file.",
  },
  CR232: {
    severity: "error",
    title: "no value at this path",
    docs: "`chartroom values` was asked for a path that no layer and no chart default sets. The help line lists the keys of the nearest map above it.",
  },
  CR240: {
    severity: "info",
    title: "a key in one environment only",
    docs: "One environment sets a key that none of the others has, neither in a layer of its own nor by a default, though another has the map around it. It may be meant so. Often it is a setting that was tried in one environment and forgotten in the others, or one that was renamed everywhere but here. Said when several environments are checked together; `chartroom -e ENV values --diff OTHER` shows all differences of two.",
  },
  CR241: {
    severity: "warning",
    title: "an unused layer",
    docs: "A values file lies among the layers of the environments and none of them reads it: its settings reach no release. Or (as information) a layer is read, and later layers override every value in it. Said when all environments are checked together. A file whose name stands in a helmfile or a template counts as used.",
  },
  CR242: {
    severity: "warning",
    title: "a setting of the last release is gone",
    docs: "The release was applied with a key that no layer sets now: a line that was removed on purpose, or lost in a merge. `check` compares with the last apply from this machine, of which it keeps the names of the keys, no values; `check --cluster`, `plan` and `apply` ask the cluster for the last revision, whoever released it. Lists are compared as a whole: what vanished inside of one is not seen. A key that is set to null on purpose counts as gone, too.",
  },
} as const satisfies Record<string, CodeRow>;
