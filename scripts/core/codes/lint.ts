import type { CodeRow } from "./row.ts";

/** CR82x: charts as chart-testing lints them; CR83x: charts that are packaged; CR84x: migrations. */
export const lintCodes = {
  CR820: {
    severity: "error",
    title: "a chart changed, and its version did not",
    docs: "Some file of the chart differs from the target branch, and the `version` in its Chart.yaml is not higher than there. Who has the old version would get other content under the same name, and a chart repository keeps the first one for ever. Raise it: `chartroom package --bump patch CHART` proposes the next one. A new chart, and charts that are named on the command line or linted with `--all`, are not compared.",
  },
  CR821: {
    severity: "error",
    title: "Chart.yaml is not what its schema asks for",
    docs: "chart-testing holds Chart.yaml against a schema of yamale: the one that ct.yaml or the folder names (chart_schema.yaml), else chartroom's own, which knows every field that Helm documents. A field is missing, misspelt, or of another type. Helm itself ignores fields that it does not know, so that a misspelt one has no effect.",
  },
  CR822: {
    severity: "error",
    title: "the maintainers are missing or wrong",
    docs: "A chart names whom to ask: `maintainers` in Chart.yaml, each by the name of an account at the git server. A deprecated chart has nobody, and says so by an empty list. chart-testing asks the git server for each account; `chartroom lint --native` asks nobody and looks only whether an account can be called so. `validate-maintainers: false` in ct.yaml switches both off.",
  },
  CR823: {
    severity: "error",
    title: "a YAML file is not written as agreed",
    docs: "Chart.yaml, values.yaml and the `ci/*-values.yaml` of a chart are held against yamllint's rules, by their names and with the settings of lintconf.yaml, the repository's own or chartroom's. The rule's name stands in parentheses; its level there, error or warning, is the finding's. `# yamllint disable-line rule:NAME` in the file lets one line pass.",
  },
  CR824: {
    severity: "error",
    title: "ct lint failed",
    docs: "chart-testing's `ct lint` ended a chart with an error that is none of those which have a code of their own; its words are in the message or the note. With `--verbose` everything that ct printed is shown.",
  },
  CR825: {
    severity: "error",
    title: "what changed cannot be told",
    docs: "Without chart names and without `--all`, the charts are linted whose files differ from the commit that the working tree and the target branch have in common. git could not tell that commit: this is no git repository, the remote or the branch has another name (`remote` and `target-branch` in ct.yaml, or `--remote` and `--target-branch`), or the clone is too shallow. In CI fetch the whole history.",
  },
  CR826: {
    severity: "error",
    title: "the settings of the lint cannot be used",
    docs: "ct.yaml, lintconf.yaml or chart_schema.yaml is not there, is no YAML map, or asks for something that does not exist: a rule of yamllint by another name, an option that the rule does not have, an expression that is none of yamale's. The message names the file and what is wrong.",
  },
  CR827: {
    severity: "info",
    title: "a rule is not checked without its program",
    docs: "lintconf.yaml or chart_schema.yaml uses a rule of yamllint or a validator of yamale that `chartroom lint --native` does not have. Everything else is checked. `chartroom lint` with ct, yamllint and yamale on PATH checks this one, too.",
  },
  CR828: {
    severity: "error",
    title: "helm lint objects",
    docs: "What `helm lint` calls an ERROR or a WARNING, under one of the values files. It is told only where chartroom's own check of the same values did not find an error, which is then told in its place with the line that is at fault.",
  },
  CR830: {
    severity: "error",
    title: "a chart cannot be packaged",
    docs: "`helm package` refused the chart, or its version is none that can be raised: no Chart.yaml, a name or version that Helm does not take, a dependency that `charts/` lacks (`helm dependency build` brings it). Nothing was written for this chart.",
  },
  CR831: {
    severity: "error",
    title: "an archive was not pushed",
    docs: "`helm push` failed; the message ends with its words. The registry is unreachable, it asks for a login (`helm registry login HOST`), or it speaks no TLS, which `--plain-http` allows for a registry on this machine. The archive is on disk as it is, so that the push can be repeated by itself.",
  },
  CR832: {
    severity: "error",
    title: "an archive cannot be signed",
    docs: "`--sign` writes helm's provenance file by gpg with a secret key of your keyring. gpg is not there, does not have this key, or its agent got no passphrase. The archive itself was written.",
  },
  CR833: {
    severity: "error",
    title: "what changed in a chart cannot be told",
    docs: "`--changelog` writes what the annotation `artifacthub.io/changes` of Chart.yaml says about this version: a YAML list in a text, of texts or of maps with `description`, and maybe `kind` (added, changed, deprecated, removed, fixed or security) and `links`. It is missing, or no such list.",
  },
  CR841: {
    severity: "error",
    title: "a migration is not what it should be",
    docs: "`migrations/VERSION.json` of a chart says which values that version renamed or removed, and `chartroom copy --update` tells users of the chart from it. The file is no JSON, has other fields than schemas/migration.schema.json, its name is no version or one that the chart has not reached, or a file of the folder belongs to no migration. Such a file would be passed over without a word where the chart is used.",
  },
  CR842: {
    severity: "error",
    title: "a migration names a value that cannot be",
    docs: "A new name must be a value of the chart (in values.yaml or values.schema.json) or be renamed further by a later migration; an old name must be none any more; no value can be named twice in one migration. Paths are keys with dots between them, `image.name`; a key with a dot stands in quotes; nothing leads into a list.",
  },
  CR843: {
    severity: "error",
    title: "a migration is not proven",
    docs: "Beside `migrations/1.1.0.json` stand `1.1.0.before.yaml`, values as somebody had them before that version and with every value that it renames or removes, and `1.1.0.after.yaml`, the same values as they are to be. One of the files is missing, or a value is not set in the first.",
  },
  CR844: {
    severity: "error",
    title: "a migration does not lead from before to after",
    docs: "The values of `migrations/VERSION.before.yaml`, changed as VERSION.json says, are not those of VERSION.after.yaml. The migration says something else than its author meant, or the file does. Values that the version did not touch stand in both.",
  },
  CR845: {
    severity: "error",
    title: "migrated values are none of the chart's",
    docs: "The values of `migrations/VERSION.after.yaml`, over the chart's values.yaml, do not pass the chart's values.schema.json, so that somebody who does what the migration says still cannot deploy. Those of an older version are first changed as the later migrations say. The message is the schema's.",
  },
} as const satisfies Record<string, CodeRow>;
