/** `chartroom help schema`. */
export const help = `Usage: chartroom schema [--print] CHART

Writes CHART/values.schema.json (draft 7) from what the chart has: the types and defaults of values.yaml, the comments in
it as descriptions, and how the templates use each value. Maps that templates read only by name are closed to other
names, so that a misspelt value is found. Read it, make it stricter where you know more (enum, pattern, required), and
commit it.

Where there is a schema already, only values that it does not have are added; all else stays as it is.

Options:
  --print   print the schema and write nothing

Example: chartroom schema charts/web
`;
