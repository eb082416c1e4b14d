import type { CodeRow } from "./row.ts";

/** CR0xx: usage, configuration and the environment. */
export const environmentCodes = {
  CR001: {
    severity: "error",
    title: "wrong usage",
    docs: "The command line could not be understood: an option without its value, an option the verb does not have, or a word too many. `chartroom help VERB` lists what the verb takes.",
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
} as const satisfies Record<string, CodeRow>;
