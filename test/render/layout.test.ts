import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Application } from "@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application";
import { Kustomization } from "@kubernetes-models/flux-cd/kustomize.toolkit.fluxcd.io/v1/Kustomization";
import { parse } from "yaml";
import { filesBelow } from "../../scripts/core/files.ts";
import { canonicalJson, isObject, type Json, type JsonObject } from "../../scripts/core/json.ts";
import { referSecrets } from "../../scripts/render/refer.ts";
import { TREE_RECORD } from "../../scripts/render/write-tree.ts";
import { toolEnvironment } from "../../scripts/tools/environment.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, sampleRepository } from "../rig.ts";

const test = suite("render --layout: trees for Argo CD and Flux");
const REPO = "https://example.com/you/deploy.git";

async function tree(cwd: string, layout: string, ...more: string[]) {
  const words = ["-e", "staging", "render", "--layout", layout, "-o", "out", "--repo", REPO, ...more];
  return chartroom(words, { cwd });
}

/** The tree's files with their only document. */
function documents(cwd: string): ReadonlyMap<string, JsonObject> {
  const files = filesBelow(path.join(cwd, "out")).filter((one) => one !== TREE_RECORD);
  return new Map(
    files.map((file) => [
      file,
      parse(readFileSync(path.join(cwd, "out", file), "utf8"), { version: "1.1" }) as JsonObject,
    ]),
  );
}

/** What helmfile's own vals makes of the references in a value. */
async function resolved(cwd: string, value: Json): Promise<Json> {
  const [helmfile, tools] = await Promise.all([findTool("helmfile"), toolEnvironment()]);
  if (!helmfile.ok) throw new Error("no helmfile");
  writeFileSync(path.join(cwd, "values.json.yaml"), JSON.stringify({ it: value }));
  writeFileSync(
    path.join(cwd, "vals.yaml"),
    "releases:\n- name: one\n  chart: ./charts/phoenix\n  values: [values.json.yaml]\n",
  );
  const ran = spawnSync(
    helmfile.value.path,
    ["-f", "vals.yaml", "--log-level", "error", "build", "--embed-values"],
    {
      cwd,
      encoding: "utf8",
      env: {
        ...process.env,
        ...tools,
        SOPS_AGE_KEY_FILE: path.join(cwd, "environments/demo-age-key.txt"),
      },
    },
  );
  assert.is(ran.status, 0, ran.stderr);
  const state = parse(ran.stdout, { version: "1.1" }) as { releases: { values: { it: Json }[] }[] };
  return state.releases[0]?.values[0]?.it ?? null;
}

/** A Secret with all it holds as plain text. */
function plain(object: JsonObject): Json {
  if (object.kind !== "Secret") return object;
  const { data, stringData, ...rest } = object;
  const texts = Object.entries(isObject(data) ? data : {}).map(([key, one]) => [
    key,
    Buffer.from(String(one), "base64").toString("utf8"),
  ]);
  return { ...rest, texts: { ...Object.fromEntries(texts), ...(isObject(stringData) ? stringData : {}) } };
}

for (const layout of ["argocd", "flux"]) {
  test(`${layout}: resolved by vals, the tree is what Helm renders for an upgrade, and holds no secret itself`, async () => {
    const cwd = sampleRepository();
    const ran = await tree(cwd, layout);
    assert.is(ran.code, 0, ran.stderr);
    const found = [...documents(cwd)]
      .filter(([file]) => !/^staging\/(applications|kustomizations|namespaces)\//.test(file))
      .map(([, one]) => one);
    assert.ok(canonicalJson(found).includes("ref+sops://environments/staging/secrets.yaml#/"));
    const made = (await resolved(cwd, found)) as JsonObject[];
    assert.is(canonicalJson(made).includes("ref+sops"), false);
    const helm = await helmObjects(cwd);
    const secrets = helm.filter((one) => one.kind === "Secret");
    assert.ok(secrets.length >= 3);
    assert.equal(made.map(plain).map(canonicalJson).sort(), helm.map(plain).map(canonicalJson).sort());
    const text = [...documents(cwd).keys()]
      .map((file) => readFileSync(path.join(cwd, "out", file), "utf8"))
      .join("");
    for (const secret of secrets) {
      for (const value of Object.values((plain(secret) as { texts: Record<string, string> }).texts)) {
        assert.is(text.includes(value), false, String(secret.kind));
        assert.is(text.includes(Buffer.from(value).toString("base64")), false);
      }
    }
  });
}

/** What `helm template --is-upgrade` prints for the sample's releases, without tests and hooks of the install alone. */
async function helmObjects(cwd: string): Promise<JsonObject[]> {
  const [helmfile, helm, tools] = await Promise.all([
    findTool("helmfile"),
    findTool("helm"),
    toolEnvironment(),
  ]);
  if (!helmfile.ok || !helm.ok) throw new Error("no helmfile, no helm");
  const env = {
    ...process.env,
    ...tools,
    SOPS_AGE_KEY_FILE: path.join(cwd, "environments/demo-age-key.txt"),
  };
  const options = { cwd, encoding: "utf8", env } as const;
  const build = execFileSync(
    helmfile.value.path,
    ["-e", "staging", "--log-level", "error", "build", "--embed-values"],
    options,
  );
  const states = build
    .split(/^---$/m)
    .map((one) => parse(one, { version: "1.1" }) as { releases?: JsonObject[] } | null);
  const objects: JsonObject[] = [];
  for (const release of states.flatMap((one) => one?.releases ?? [])) {
    // The platform's charts are somebody else's, and no part of the sample's staging.
    if (release.installed === false || !String(release.chart).includes("../charts/")) continue;
    const chart = path.join(cwd, "charts", path.basename(String(release.chart)));
    const layers = (release.values as JsonObject[]).flatMap((values, at) => {
      const file = path.join(cwd, `${release.name}-${at}.yaml`);
      writeFileSync(file, JSON.stringify(values)); // the demo key's secrets
      return ["-f", file];
    });
    const args = ["template", String(release.name), chart, "-n", String(release.namespace), "--is-upgrade"];
    const text = execFileSync(helm.value.path, [...args, "--skip-schema-validation", ...layers], options);
    for (const one of text.split(/^---$/m)) {
      const object = parse(one, { version: "1.1" }) as JsonObject | null;
      const metadata = object?.metadata as { annotations?: JsonObject } | undefined;
      const hook = String(metadata?.annotations?.["helm.sh/hook"] ?? "pre-upgrade");
      if (object && /(pre|post)-upgrade/.test(hook)) objects.push(object);
    }
  }
  return objects;
}

test("argocd: an Application for each release, in the order of needs, which Argo CD's schema accepts", async () => {
  const cwd = sampleRepository();
  const ran = await tree(cwd, "argocd", "--revision", "main");
  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stderr, /Job phoenix-seed \(pre-install\)/);
  const found = documents(cwd);
  const applications = [...found].filter(([file]) => file.startsWith("staging/applications/"));
  const waves = applications.map(([file, one]) => {
    new Application(one as never).validate();
    const { metadata, spec } = one as unknown as {
      metadata: { annotations: Record<string, string> };
      spec: { source: Record<string, unknown>; destination: { namespace: string } };
    };
    const { namespace } = spec.destination;
    const folder = `staging/${namespace}/${path.basename(file, ".yaml").slice(namespace.length + 1)}`;
    assert.is(spec.source.path, `out/${folder}`);
    assert.is(spec.source.repoURL, REPO);
    assert.is(spec.source.targetRevision, "main");
    assert.ok([...found.keys()].some((other) => other.startsWith(`${folder}/`)));
    return [path.basename(file), metadata.annotations["argocd.argoproj.io/sync-wave"]];
  });
  const wave = (name: string) => Number(Object.fromEntries(waves)[name]);
  assert.is(wave("default-namespaces.yaml"), 0);
  assert.is(wave("shop-staging-postgres.yaml"), 1);
  assert.is(wave("shop-staging-phoenix.yaml"), 2);
  const job = found.get("staging/shop-staging/phoenix/job-phoenix-migrate.yaml");
  assert.match(canonicalJson(job as JsonObject), /"helm.sh\/hook":"pre-install,pre-upgrade"/);
});

test("flux: a Kustomization waits for the step before; the migration comes before the objects", async () => {
  const cwd = sampleRepository();
  const ran = await tree(cwd, "flux");
  assert.is(ran.code, 0, ran.stderr);
  const found = documents(cwd);
  const steps = new Map<string, { dependsOn?: { name: string }[]; path: string; force?: boolean }>();
  for (const [file, one] of found) {
    if (!file.startsWith("staging/kustomizations/")) continue;
    new Kustomization(one as never).validate();
    const { metadata, spec } = one as never as { metadata: { name: string }; spec: { path: string } };
    steps.set(metadata.name, spec);
  }
  const before = (name: string) => (steps.get(name)?.dependsOn ?? []).map((one) => one.name);
  for (const name of steps.keys())
    for (const need of before(name)) assert.ok(steps.has(need), `${name} waits for ${need}`);
  assert.equal(before("staging-shop-staging-phoenix-objects"), ["staging-shop-staging-phoenix-pre-1"]);
  assert.ok(before("staging-shop-staging-phoenix-pre-1").includes("staging-shop-staging-postgres-objects"));
  assert.is(steps.get("staging-shop-staging-phoenix-pre-1")?.force, true);
  const held = (name: string) =>
    [...found.keys()].filter((file) => `./out/${file}`.startsWith(`${steps.get(name)?.path}/`));
  assert.ok(
    held("staging-shop-staging-phoenix-pre-1").some((file) => file.endsWith("job-phoenix-migrate.yaml")),
  );
  assert.ok(
    held("staging-shop-staging-phoenix-objects").some((file) => file.endsWith("deployment-phoenix.yaml")),
  );
});

test("flux: what a release puts into other namespaces stays there", async () => {
  const cwd = sampleRepository();
  const ran = await tree(cwd, "flux");
  assert.is(ran.code, 0, ran.stderr);
  const target = (name: string) => {
    const { spec } = documents(cwd).get(`staging/kustomizations/${name}.yaml`) ?? {};
    return isObject(spec) ? spec.targetNamespace : "no such step";
  };
  assert.is(target("default-namespaces-objects"), undefined);
  assert.is(target("shop-staging-phoenix-objects"), "shop-staging");
  // The release `namespaces` makes shop-staging: two owners would take it from each other.
  assert.equal(
    [...documents(cwd).keys()].filter((file) => file.startsWith("staging/namespaces/")),
    ["staging/namespaces/default.yaml"],
  );
});

test("a later tree takes away what is no more, and the same tree is the same bytes", async () => {
  const cwd = sampleRepository();
  await tree(cwd, "argocd");
  const before = [...documents(cwd)].map(([file]) => [
    file,
    readFileSync(path.join(cwd, "out", file), "utf8"),
  ]);
  await tree(cwd, "argocd");
  assert.equal(
    [...documents(cwd)].map(([file]) => [file, readFileSync(path.join(cwd, "out", file), "utf8")]),
    before,
  );
  const values = path.join(cwd, "environments/staging/values.yaml");
  appendFileSync(values, "\n");
  writeFileSync(values, readFileSync(values, "utf8").replace(/(postgres:\n +enabled: )true/, "$1false"));
  const ran = await tree(cwd, "argocd");
  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stderr, /removed/);
  assert.is(
    [...documents(cwd).keys()].some((file) => file.includes("/postgres/")),
    false,
  );
});

test("a secret that a template made something else of is CR318, and nothing is written", async () => {
  const cwd = sampleRepository();
  const template = path.join(cwd, "charts/phoenix/templates/secret.yaml");
  appendFileSync(
    template,
    "  HASHED: {{ .Values.secrets.secretKeyBase.value | sha256sum | b64enc | quote }}\n",
  );
  writeFileSync(
    template,
    readFileSync(template, "utf8").replace(/\{\{- end \}\}\n( {2}HASHED.*\n)$/, "$1{{- end }}\n"),
  );
  const ran = await tree(cwd, "argocd");
  assert.is(ran.code, 1, ran.stdout + ran.stderr);
  assert.match(ran.stderr, /CR318.*Secret phoenix of phoenix holds a secret at data\.HASHED/);
  assert.is(existsSync(path.join(cwd, "out")), false);
});

test("without a key no tree is written, since a secret could not be told from what is none", async () => {
  const cwd = sampleRepository();
  const words = ["-e", "staging", "render", "--layout", "flux", "-o", "out", "--repo", REPO];
  const ran = await chartroom(words, { cwd, env: { SOPS_AGE_KEY_FILE: "/dev/null" } });
  assert.is(ran.code, 1, ran.stderr);
  assert.match(ran.stderr, /CR318/);
  assert.is(existsSync(path.join(cwd, "out")), false);
});

test("texts around a secret stay, and more than one reference stands in a text", () => {
  const references = new Map([
    ["hunter2hunter2", "ref+sops://s.yaml#/password"],
    ["correcthorse", "ref+sops://s.yaml#/user"],
  ]);
  const data = { url: Buffer.from("ecto://correcthorse:hunter2hunter2@db/app").toString("base64") };
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "a" }, data };
  const { object, unresolved, references: count } = referSecrets(secret, references, () => false);
  assert.equal(unresolved, []);
  assert.is(count, 2);
  assert.equal(object.stringData, {
    url: "ecto://ref+sops://s.yaml#/user+:ref+sops://s.yaml#/password+@db/app",
  });
  assert.is(object.data, undefined);
});

test("what a Secret holds beside references must be a plain value", () => {
  const held = (text: string) => ({
    apiVersion: "v1",
    kind: "Secret",
    data: { key: Buffer.from(text).toString("base64") },
  });
  const refer = (text: string) => referSecrets(held(text), new Map(), (one) => one === "postgres").unresolved;
  assert.equal(refer("postgres"), []);
  assert.equal(refer("made of something"), [["data", "key"]]);
});
