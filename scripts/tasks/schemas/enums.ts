/** Where Go's description of the built-in types lies in k8s.io/kubernetes; the swagger.json beside it leaves the choices out. */
export const OPENAPI = "pkg/generated/openapi/zz_generated.openapi.go";

/** Fields that take one of some texts: `networking.v1.HTTPIngressPath` -> `pathType` -> the texts. */
export type Choices = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

const TYPE = /^func schema_\w*?([a-z0-9]+)_(v\d\w*?)_([A-Z]\w*)\(/;
const FIELD = /^\t{5}"([^"]+)": \{$/;
const ENUM = /^\t+Enum: +\[\]interface\{\}\{(.*)\},$/;

/** Reads the choices of fields, and of the items of fields that are lists, from the text of `OPENAPI` (gofmt's form). */
export function choicesOf(text: string): Choices {
  const found = new Map<string, Map<string, readonly string[]>>();
  let type = "";
  let field = "";
  for (const line of text.split("\n")) {
    const begun = TYPE.exec(line);
    if (begun) type = begun.slice(1).join(".");
    field = FIELD.exec(line)?.[1] ?? field;
    const choices = ENUM.exec(line)?.[1];
    if (choices === undefined) continue;
    const fields = found.get(type) ?? new Map();
    found.set(type, fields.set(field, JSON.parse(`[${choices}]`)));
  }
  if (found.size === 0) throw new Error(`${OPENAPI} names no choices`);
  return found;
}
