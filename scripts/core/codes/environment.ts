import type { CodeRow } from "./row.ts";

/** CR0xx: usage, configuration and the environment. */
export const environmentCodes = {
  CR001: {
    severity: "error",
    title: "wrong usage",
    docs: "The command line could not be understood: an option without its value, an option the verb does not have, or a word too many. `chartroom help VERB` lists what the verb takes.",
  },
  CR010: {
    severity: "error",
    title: "no chart here",
    docs: "A word after `check` names a chart: a folder with a Chart.yaml, a packaged chart (`.tgz`), or a folder of such folders. There is none at this path. Environments are named with `-e`, before or after the verb; without any word all environments are checked.",
  },
  CR011: {
    severity: "info",
    title: "known findings are gone",
    docs: "The baseline lists findings that this check did not make any more: somebody mended them. Write the baseline anew (`--update-baseline`), so that the same fault is told when it comes back. It is told only when everything that the baseline is about was checked.",
  },
  CR012: {
    severity: "error",
    title: "no baseline here",
    docs: "`--baseline FILE` names a file that does not exist. A baseline lists the findings that a repository already has, so that only new ones are told and fail the check. `--baseline FILE --update-baseline` writes it. It belongs into the repository, beside the helmfile.",
  },
  CR013: {
    severity: "error",
    title: "unusable baseline",
    docs: "The file that `--baseline` names is no baseline: it is no JSON, is of another version, or an entry lacks its code, message or count. It is written by `--update-baseline` and not meant to be edited, save for removing whole lines; `schemas/baseline.schema.json` documents it.",
  },
  CR020: {
    severity: "error",
    title: "no helmfile here",
    docs: "chartroom looks for `helmfile.yaml`, `helmfile.yaml.gotmpl` or `helmfile.d/` in the working directory and in every folder above it. Change into the repository, or name the file with `-f`.",
  },
  CR021: {
    severity: "error",
    title: "unknown environment",
    docs: "No helmfile of this repository declares the environment, and `environments/` has no folder of that name. helmfile itself would go on with an empty environment, or stop at a missing file.",
  },
  CR022: {
    severity: "error",
    title: "helmfile cannot read its state",
    docs: "`helmfile build` stopped. The message is helmfile's own, cut down to the line that matters, and the place is the file that it names; `--verbose` shows the whole text.",
  },
  CR023: {
    severity: "error",
    title: "a template of the helmfile fails",
    docs: 'helmfile renders `.gotmpl` files before it reads them, and the expression at the place named stopped it. Most often a value is missing in one environment: set it there, or use `{{ .Values | get "a.b" "default" }}`.',
  },
  CR024: {
    severity: "error",
    title: "a values file named in the helmfile is missing",
    docs: "The helmfile names a values file that does not exist. Paths are relative to the helmfile that names them. Create the file, or correct the name.",
  },
  CR025: {
    severity: "info",
    title: "the secrets stayed closed",
    docs: "No key opens this environment's secrets, so the check went on without them: presence and type of encrypted values are checked from the encrypted file, their contents are not. Set SOPS_AGE_KEY_FILE to check everything.",
  },
  CR026: {
    severity: "warning",
    title: "helm-secrets is missing",
    docs: "helmfile decrypts the files below `secrets:` with the Helm plugin helm-secrets, which is not installed here: `helmfile apply` would stop. chartroom opened the files with sops itself, in memory, and put the values where helmfile put the encrypted text. What a template computes from a secret (base64, a length, a comparison) is therefore not what helmfile would compute, and was not compared. helm-secrets writes the plain text into a file beside the encrypted one while helmfile runs; `ref+sops://FILE#/KEY` needs neither the plugin nor the file.",
  },
  CR027: {
    severity: "error",
    title: "a reference cannot be resolved",
    docs: "helmfile replaces text such as `ref+sops://FILE#/KEY` or `ref+vault://PATH#/KEY` by what it stands for (vals). This one could not be resolved, or what it names is not there: helmfile would stop, or hand an empty value to Helm. The reason is vals' own. Where only a key or a login is missing on this machine it is information, and the value is checked by its presence alone.",
  },
} as const satisfies Record<string, CodeRow>;
