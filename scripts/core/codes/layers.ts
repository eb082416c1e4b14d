import type { CodeRow } from "./row.ts";

/** CR1xx: reading layers and secrets. */
export const layersCodes = {
  CR100: {
    severity: "error",
    title: "a values file cannot be read",
    docs: "A file that the helmfile names is missing, is a directory, or may not be read. helmfile would stop at it as well; check the path, which is relative to the helmfile that names it.",
  },
  CR101: {
    severity: "error",
    title: "a values file is not UTF-8 text",
    docs: "Helm reads values files as UTF-8. Broken bytes or NUL characters usually mean that another file was named, or that an editor saved in another encoding. Save the file as UTF-8.",
  },
  CR102: {
    severity: "error",
    title: "a values file is too large",
    docs: "Values files larger than 1 MiB are not read, and helmfile is not asked: it can take minutes over one, and Helm keeps a release's values in a Kubernetes Secret of at most 1 MiB. Move bulk data out of the values, for example into files of the chart.",
  },
  CR103: {
    severity: "error",
    title: "not YAML",
    docs: "The file breaks YAML's rules at the marked place, so neither Helm nor helmfile could read it. Frequent causes are a tab used as indentation, a colon inside unquoted text, and a bracket or quote left open.",
  },
  CR104: {
    severity: "error",
    title: "a values file is not a map",
    docs: "Values are a map of names to values. A list or a single scalar at the top of the file cannot be merged with other layers; Helm refuses it.",
  },
  CR105: {
    severity: "error",
    title: "several YAML documents in one values file",
    docs: "Helm 4 merges the documents of a values file, helmfile reads only the first, so what the others say depends on who reads them. Keep one document in a values file.",
  },
  CR106: {
    severity: "warning",
    title: "duplicate key",
    docs: "The same key stands twice in one map. Helm silently takes the last one, so the first is dead text; helmfile refuses the file as environment values, and `helmfile build`, which the check takes all values from, refuses it as the values of a release. Remove one of the two.",
  },
  CR107: {
    severity: "error",
    title: "Helm and helmfile read this value differently",
    docs: "helmfile reads YAML with another library than Helm. `yes`, `on` and `n` are booleans to Helm and text to helmfile; a bare date stays as it is in Helm and becomes a full timestamp in helmfile. Which one wins depends on how the file reaches the release, so chartroom refuses to guess. Write `true` or `false`, or quote the text.",
  },
  CR108: {
    severity: "warning",
    title: "a scalar that means something else than it seems",
    docs: "Helm reads `012` as ten (octal), `1_000` as a thousand and `0x10` as sixteen. That is rarely what the writer meant for a port, an identifier or a version. Write the decimal number, or quote the text.",
  },
  CR109: {
    severity: "error",
    title: "a number that JSON cannot hold",
    docs: "Helm turns values into JSON, which has no infinity and no NaN, so it stops with an error at `.inf` and `.nan`. Quote the word when text is meant.",
  },
  CR110: {
    severity: "error",
    title: "an alias that cannot be followed",
    docs: "An alias (`*name`) needs an anchor (`&name`) earlier in the same file, must not contain itself, and must not unfold into more than a hundred thousand values.",
  },
  CR111: {
    severity: "error",
    title: "a key that Helm does not accept",
    docs: "Keys of values must be text, numbers or booleans: they become JSON names. An empty key, `null`, or a list or map as a key makes Helm stop.",
  },
  CR112: {
    severity: "warning",
    title: "an integer that loses digits",
    docs: "Helm turns values into JSON numbers of 64-bit floating point, which hold integers exactly only up to 9007199254740992. A longer one, such as an account number, comes out changed. Quote it.",
  },
  CR113: {
    severity: "warning",
    title: "a key is written before the merge that sets it too",
    docs: "In a map with `<<: *anchor` Helm reads from top to bottom, so a merge that stands below a key replaces that key's value; helmfile keeps the key. Put `<<` first.",
  },
  CR114: {
    severity: "error",
    title: "a hidden line break",
    docs: "A lone carriage return, NEL (U+0085) and the Unicode line and paragraph separators end a line for Helm's YAML reader and not for most editors and other readers, so text after one can become a key, or a comment can end early. They come from old systems and from copied text. Write line feeds, or an escape in double quotes.",
  },
  CR115: {
    severity: "error",
    title: "a link out of the repository",
    docs: "The file is a symbolic link whose target lies outside the repository. What it holds depends on the machine, a checkout elsewhere does not have it, and a link can bring files into values and so into findings that were never meant to be read. Copy the file into the repository, or name its real path in the helmfile.",
  },
} as const satisfies Record<string, CodeRow>;
