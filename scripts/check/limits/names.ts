import type { Fault, Format } from "./model.ts";

/**
 * The forms of names that Kubernetes knows, after k8s.io/apimachinery/pkg/util/validation and pkg/api/validation: what it
 * says itself names a pattern; here it is the character that does not fit.
 */

/** What a name may look like. */
interface Form {
  readonly what: string;
  readonly most: number;
  /** One character. */
  readonly allowed: RegExp;
  /** A character that is not allowed. */
  readonly stray: RegExp;
  /** The first and the last character. */
  readonly edge: RegExp;
}

const LABEL: Form = {
  what: "a DNS label",
  most: 63,
  allowed: /[a-z0-9-]/,
  stray: /[^a-z0-9-]/u,
  edge: /[a-z0-9]/,
};
const DNS_NAME: Form = { ...LABEL, what: "a DNS name", most: 253 };
const PORT: Form = { ...LABEL, what: "a port's name", most: 15 };
const VALUE: Form = {
  what: "a label's value",
  most: 63,
  allowed: /[\w.-]/,
  stray: /[^\w.-]/u,
  edge: /[a-zA-Z0-9]/,
};
const KEY: Form = { ...VALUE, what: "a label's key" };
const DATA: Form = { ...VALUE, what: "a key of data", most: 253, edge: /./ };
const VARIABLE: Form = {
  what: "a variable's name",
  most: Number.POSITIVE_INFINITY,
  allowed: /[ -<>-~]/,
  stray: /[^ -<>-~]/u,
  edge: /./,
};

/** Lower case letters, digits and `-`, 63 at most. */
export const dnsLabel: Format = (value) => (typeof value === "string" ? malformed(value, LABEL) : undefined);

/** A DNS label that begins with a letter, as a Service's name was until Kubernetes 1.36. */
export const letterLabel: Format = (value) =>
  dnsLabel(value) ??
  (/^[a-z]/.test(String(value))
    ? undefined
    : bad("must begin with a letter", 'put one before it: `"svc-{{ … }}"`'));

/** DNS labels between dots; 253 characters in all, of which one label may have more than 63. */
export const subdomain: Format = (value) => {
  if (typeof value !== "string") return undefined;
  if (value.length > 253) return tooLong(value, 253);
  const parts = value.split(".").map((one) => malformed(one, DNS_NAME));
  return parts.find((one) => one !== undefined);
};

/** A host of an Ingress: a DNS name, with `*` for its first label where it stands for many; no address. */
export const host: Format = (value) => {
  if (typeof value !== "string") return undefined;
  if (/^\d+(?:\.\d+){3}$/.test(value)) return bad("must be a DNS name, no address");
  return subdomain(value.replace(/^\*\./, ""));
};

/** A port's name: a letter among 15 of `a-z`, `0-9` and single `-`. */
export const portName: Format = (value) => {
  if (typeof value !== "string") return undefined;
  const fault = malformed(value, PORT);
  if (fault) return fault;
  if (value.includes("--")) return bad("is no port's name: two `-` stand together");
  return /[a-z]/.test(value) ? undefined : bad("is no port's name: it has no letter");
};

/** The key of a label, a selector or a taint: a name, with a DNS name and `/` before it or none. */
export const labelKey: Format = (value) => {
  if (typeof value !== "string") return undefined;
  const [name = "", prefix, ...more] = value.split("/").reverse();
  if (more.length > 0) return bad("is no label's key: more than one `/`");
  return (prefix === undefined ? undefined : subdomain(prefix)) ?? malformed(name, KEY);
};

/** Annotations may have capital letters before the `/`, too. */
export const annotationKey: Format = (value) => labelKey(String(value).toLowerCase());

export const labelValue: Format = (value) =>
  typeof value !== "string" || value === "" ? undefined : malformed(value, VALUE);

/** A key in a ConfigMap's or a Secret's data: it becomes the name of a file. */
export const dataKey: Format = (value) => {
  if (typeof value !== "string") return undefined;
  if (value === "." || value.startsWith(".."))
    return bad("is no key of data: it would lead out of its folder");
  return malformed(value, DATA);
};

/** Anything that can be printed but `=`, since Kubernetes 1.32. */
export const variableName: Format = (value) =>
  typeof value !== "string" ? undefined : malformed(value, VARIABLE);

/** What can stand in an URL's path: roles have such names. */
export const pathSegment: Format = (value) => {
  if (typeof value !== "string") return undefined;
  if (value === "") return EMPTY;
  if (value === "." || value === "..") return bad("is no name");
  const found = /[/%]/.exec(value);
  return found ? bad(`is no name: \`${found[0]}\` is not allowed`) : undefined;
};

/** Text that has to be there. */
export const filled: Format = (value) => (value === "" ? EMPTY : undefined);

/** A format that an empty text meets, too: Kubernetes reads one as nothing. */
export function orEmpty(format: Format): Format {
  return (value) => (value === "" ? undefined : format(value));
}

export const EMPTY: Fault = {
  code: "CR502",
  says: "is empty",
  help: "write it, and look whether the value behind it is set",
};

/** The first thing that keeps a text from having a form. */
function malformed(text: string, { what, most, allowed, stray, edge }: Form): Fault | undefined {
  if (text === "") return EMPTY;
  const wrong = stray.exec(text)?.[0];
  if (wrong !== undefined)
    return bad(`is not ${what}: ${shown(wrong)} is not allowed`, advice(wrong, allowed));
  if (!edge.test(text[0] as string) || !edge.test(text.at(-1) as string))
    return bad(
      `is not ${what}: it must begin and end with a letter or a digit`,
      'cut the rest off: `| trimSuffix "-"`',
    );
  return text.length > most ? tooLong(text, most) : undefined;
}

/** The fault of a text with more characters than allowed. */
export function tooLong(text: string, most: number): Fault {
  return {
    code: "CR542",
    says: `has ${text.length} characters, ${most} are allowed`,
    help: `cut it: \`| trunc ${most} | trimSuffix "-"\``,
  };
}

function shown(character: string): string {
  if (/\s/.test(character)) return character === " " ? "a space" : "a line break or tab";
  return `\`${character}\``;
}

function advice(character: string, allowed: RegExp): string | undefined {
  if (allowed.test(character.toLowerCase())) return "write it in small letters: `| lower`";
  const instead = ["_", "-"].find((one) => allowed.test(one));
  return instead && /[\w+ ./:]/.test(character)
    ? `put another in its place: \`| replace "${character}" "${instead}"\``
    : undefined;
}

function bad(says: string, help?: string): Fault {
  return { code: "CR553", says, ...(help !== undefined && { help }) };
}
