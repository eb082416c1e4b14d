/** `chartroom help types`. */
export const help = `Usage: chartroom types [--check]

Writes schemas/environment.d.ts from schemas/environment.schema.json and the charts' values.schema.json: the type that
loadEnvironment() of the library returns.

Options:
  --check   write nothing; exit 1 when the committed file is not what would be written

Example: chartroom types --check
`;
