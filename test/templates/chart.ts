import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { checkTemplates } from "../../scripts/templates/check.ts";
import { tempDirectory } from "../harness.ts";

/** A chart `web` in a temp directory: its files by name below the chart; Chart.yaml is made where it is not given. */
export function chartOf(files: Readonly<Record<string, string>>): { root: string; chart: string } {
  const root = tempDirectory();
  const chart = path.join(root, "web");
  const all = { "Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n", ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(chart, name)), { recursive: true });
    writeFileSync(path.join(chart, name), text);
  }
  return { root, chart };
}

/** What is found in one template, as `CR402 2:10 message`; other files of the chart are named. */
export function told(
  template: string,
  {
    values,
    schema,
    ...files
  }: { values?: string; schema?: object; [file: string]: string | object | undefined },
): string[] {
  const { root, chart } = chartOf({
    "templates/a.yaml": template,
    ...(values !== undefined && { "values.yaml": values }),
    ...(schema !== undefined && { "values.schema.json": JSON.stringify(schema) }),
    ...(files as Record<string, string>),
  });
  return checkTemplates(root, chart).findings.map(({ code, place, message }) => {
    const file = place?.file === "web/templates/a.yaml" ? "" : `${place?.file} `;
    return `${code} ${file}${place?.line}:${place?.column} ${message}`;
  });
}
