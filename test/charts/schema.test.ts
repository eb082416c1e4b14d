import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { filesBelow, readIfThere } from "../../scripts/core/files.ts";
import { isObject, type Json, type JsonObject } from "../../scripts/core/json.ts";
import { chartDirectories, chartReadme } from "../../scripts/tasks/chart-docs.ts";
import { assert, suite } from "../harness.ts";
import { helm, scenarioFile, scenarios } from "./helm.ts";

const test = suite("charts: schema, lint, README");

for (const directory of chartDirectories()) {
  const chart = path.basename(directory);
  const schema = JSON.parse(readFileSync(path.join(directory, "values.schema.json"), "utf8")) as JsonObject;
  const values = parse(readFileSync(path.join(directory, "values.yaml"), "utf8")) as JsonObject;

  test(`${chart}: the schema is draft-07, and its defaults are values.yaml`, () => {
    assert.is(schema.$schema, "http://json-schema.org/draft-07/schema#");
    const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
    assert.ok(validate(values), JSON.stringify(validate.errors));
    assert.equal(defaults(schema, schema), values);
  });

  test(`${chart}: every value is described, and every object that is not a free map is closed`, () => {
    assert.equal(gaps(schema, schema, ""), []);
  });

  test(`${chart}: README.md is generated from what it documents`, () => {
    const readme = readIfThere(path.join(directory, "README.md")) ?? "";
    assert.is(readme, chartReadme(directory));
    const told = new Set([...readme.matchAll(/^\| (?:\*\*)?`([^`]+)`/gm)].map((one) => one[1]));
    const wanted = paths(schema, schema, "");
    assert.ok(wanted.length > 10, chart);
    assert.equal(
      wanted.filter((one) => !told.has(one)),
      [],
    );
  });

  test(`${chart}: no template is longer than 130 lines`, () => {
    const long = filesBelow(path.join(directory, "templates")).filter(
      (file) => readFileSync(path.join(directory, "templates", file), "utf8").split("\n").length > 131,
    );
    assert.equal(long, []);
  });

  for (const scenario of scenarios(chart)) {
    test(`${chart}: helm lint --strict is content with ${scenario}`, async () => {
      const ran = await helm(["lint", "--strict", directory, "-f", scenarioFile(chart, scenario)]);
      assert.is(ran.code, 0, ran.stdout + ran.stderr);
    });
  }
}

/** The value that the schema's defaults add up to. */
function defaults(node: JsonObject, whole: JsonObject): Json | undefined {
  if (node.default !== undefined) return node.default;
  const children = Object.entries(properties(node, whole)).map(
    ([key, child]) => [key, defaults(child, whole)] as const,
  );
  const given = children.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** Places without a description, and objects with named properties that let others in. */
function gaps(node: JsonObject, whole: JsonObject, at: string): string[] {
  const named = Object.entries(properties(node, whole));
  const own =
    named.length > 0 && node.additionalProperties !== false && at !== ".global" ? [`${at} is open`] : [];
  const undescribed = typeof node.description === "string" ? [] : [`${at} has no description`];
  const items = properties({ properties: { items: node.items ?? {} } }, whole).items ?? {};
  return [
    ...own,
    ...undescribed,
    ...named.flatMap(([key, child]) => gaps(child, whole, `${at}.${key}`)),
    ...(isObject(items.properties) ? gaps(items, whole, `${at}[]`) : []),
  ];
}

/** Every value that has a name, also those of a list's items (`extraEnv[].name`). */
function paths(node: JsonObject, whole: JsonObject, at: string): string[] {
  return Object.entries(properties(node, whole)).flatMap(([key, child]) => {
    const items = properties({ properties: { items: child.items ?? {} } }, whole).items ?? {};
    return [`${at}${key}`, ...paths(child, whole, `${at}${key}.`), ...paths(items, whole, `${at}${key}[].`)];
  });
}

function properties(node: JsonObject, whole: JsonObject): Record<string, JsonObject> {
  if (!isObject(node.properties)) return {};
  return Object.fromEntries(
    Object.entries(node.properties).map(([key, child]) => {
      const reference = isObject(child) && typeof child.$ref === "string" ? child.$ref : undefined;
      const target =
        reference && isObject(whole.definitions) ? whole.definitions[reference.split("/").pop() ?? ""] : {};
      return [key, { ...(isObject(target) ? target : {}), ...(isObject(child) ? child : {}) }];
    }),
  );
}
