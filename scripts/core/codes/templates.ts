import type { CodeRow } from "./row.ts";

/** CR4xx: Go templates. */
export const templatesCodes = {
  CR401: {
    severity: "error",
    title: "template syntax error",
    docs: "Helm cannot parse this template file: a brace, an `end`, a quote or a value is missing near the marked place, or a function or variable is named that does not exist there. Nothing of the chart renders until it is mended; the chart's other files are still checked.",
  },
  CR402: {
    severity: "error",
    title: "undeclared value",
    docs: "The template reads a value that the chart's values.schema.json does not allow: the object is closed (`additionalProperties: false`) and has no such property, so nobody can ever set it and the template always sees nothing. Usually the name is misspelt; otherwise add the property to the schema.",
  },
  CR404: {
    severity: "error",
    title: "include of an undefined template",
    docs: "`include` or `template` names a template that no file of the chart or of its vendored subcharts defines. Helm fails as soon as this line runs, which can be much later than the first install when it stands behind a condition.",
  },
} as const satisfies Record<string, CodeRow>;
