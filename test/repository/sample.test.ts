import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { isDirectory } from "../../scripts/core/files.ts";
import { isObject, type JsonObject, valueAt } from "../../scripts/core/json.ts";
import { assert, suite } from "../harness.ts";
import { copy, helmfile } from "./bare.ts";

const test = suite("the sample repository");

test("every environment is edited with help: a modeline that leads to a schema, which describes and shows each key", () => {
  const schema = "schemas/environment.schema.json";
  for (const name of readdirSync("environments").filter((one) => isDirectory(`environments/${one}`))) {
    const file = `environments/${name}/values.yaml`;
    const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
    assert.is(path.posix.join(path.posix.dirname(file), named), schema, file);
  }
  const whole = JSON.parse(readFileSync(schema, "utf8")) as JsonObject;
  assert.equal(silent(whole, path.dirname(schema), whole, ""), []);
});

/** Keys without a description, and leaves without a default, an example or a list of what they may be. */
function silent(part: JsonObject, folder: string, root: JsonObject, at: string): string[] {
  const ref = typeof part.$ref === "string" ? part.$ref : undefined;
  if (ref !== undefined && !ref.startsWith("#")) {
    const file = path.join(folder, ref);
    const other = JSON.parse(readFileSync(file, "utf8")) as JsonObject;
    return silent(other, path.dirname(file), other, at);
  }
  const local =
    ref === undefined ? part : { ...(valueAt(root, ref.slice(2).split("/")) as JsonObject), ...part };
  const { properties, description } = local;
  const shown = ["default", "examples", "enum", "const"].some((one) => one in local);
  const own = typeof description === "string" ? [] : [`${at} is not described`];
  if (!isObject(properties)) return shown || at.endsWith(".global") ? own : [...own, `${at} has no example`];
  const inside = Object.entries(properties).flatMap(([key, one]) =>
    silent(one as JsonObject, folder, root, `${at}.${key}`),
  );
  return [...own, ...inside];
}

for (const [name, releases] of Object.entries({
  local: ["postgres", "phoenix"],
  staging: ["namespaces", "edge", "postgres", "phoenix"],
  production: ["namespaces", "edge", "phoenix"],
})) {
  test(`${name} renders with bare helmfile: ${releases.join(", then ")}`, async () => {
    const ran = await helmfile(copy(), ["-e", name, "template", "--skip-deps"]);
    assert.is(ran.code, 0, ran.stderr);
    const order = [...ran.stderr.matchAll(/Templating release=(\S+),/g)].map((one) => one[1]);
    assert.equal(order, releases);
  });
}

test("the app needs its database where the environment has one", async () => {
  for (const [name, needs] of [
    ["local", ["kwok-chartroom/shop/postgres"]],
    ["production", ["production/default/namespaces", "production/shop/edge"]],
  ] as const) {
    const ran = await helmfile(copy(), ["-e", name, "build"]);
    const releases = parseAllDocuments(ran.stdout).flatMap((one) => (one.toJS()?.releases ?? []) as never[]);
    const phoenix = releases.find((one: { name: string }) => one.name === "phoenix") as
      | { needs?: string[] }
      | undefined;
    assert.equal(phoenix?.needs, needs);
  }
});

test("a missing secrets file stops helmfile", async () => {
  const root = copy();
  rmSync(path.join(root, "environments/local/secrets.yaml"));
  assert.is.not((await helmfile(root, ["-e", "local", "build"])).code, 0);
});

test("no key for the secrets stops helmfile", async () => {
  const ran = await helmfile(copy(), ["-e", "local", "build"], { SOPS_AGE_KEY_FILE: "/nowhere" });
  assert.is.not(ran.code, 0);
});

test("a secret that is missing in the file stops the render and is not an empty string", async () => {
  const root = copy();
  const secrets = path.join(root, "environments/secrets.yaml.gotmpl");
  writeFileSync(
    secrets,
    readFileSync(secrets, "utf8").replace("{{ fetchSecretValue", "{{ $_ := fetchSecretValue"),
  );
  assert.is.not((await helmfile(root, ["-e", "local", "template", "--skip-deps"])).code, 0);
});

test("withheld secrets leave the rest readable without a key", async () => {
  const ran = await helmfile(copy(), ["-e", "local", "build", "--embed-values"], {
    SOPS_AGE_KEY_FILE: "/nowhere",
    CHARTROOM_SECRETS: "withheld",
  });
  assert.is(ran.code, 0, ran.stderr);
  assert.not.match(ran.stdout, /databaseUrl|password/);
});

test("every value of every secrets file is encrypted", () => {
  for (const name of ["local", "staging", "production"]) {
    const [values] = readFileSync(`environments/${name}/secrets.yaml`, "utf8").split("\nsops:");
    for (const line of (values ?? "").split("\n"))
      assert.match(line, /^(\s*[\w-]+:( ENC\[AES256_GCM,.*\])?)?$/);
  }
});
