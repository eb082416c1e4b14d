import { chmodSync, cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generate } from "../../scripts/init/generate.ts";
import type { Choices, Project } from "../../scripts/init/project.ts";
import { makeComposeSecrets, makeEnvironmentSecrets } from "../../scripts/init/secrets.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, projectRoot } from "../rig.ts";
import { app, choices, project, projects } from "./projects.ts";

const test = suite("init: the environment, the helmfile entry and their secrets");

const shapes: Readonly<Record<string, readonly [Project, Partial<Choices>]>> = {
  phx: [projects.phx, {}],
  "without a repo": [projects.noEcto, { namespace: "web", host: "web.localhost" }],
  "in a cluster of nodes, on another port": [projects.umbrella, { clustering: "dns", port: 4100 }],
  "in a StatefulSet": [projects.phx, { clustering: "dns-srv" }],
  "in a cluster that asks the API server": [projects.phx, { clustering: "kubernetes" }],
  "with a name that helmfile.d/ reads": [
    project({ release: { value: "releases", why: "mix.exs:3" }, main: { value: app("releases"), why: "" } }),
    { environment: "true-north", context: "1e3", image: "registry.example:5000/team/shop_web" },
  ],
};

for (const [name, [shape, changes]] of Object.entries(shapes)) {
  test(`${name}: what init writes has no finding`, async () => {
    const environment = changes.environment ?? choices.environment;
    const made = { ...choices, ...changes, environments: [environment] };
    const { root, home } = await written(shape, made);
    const said = await chartroom(["-e", environment, "check"], { cwd: root, env: { XDG_CONFIG_HOME: home } });
    assert.equal(said.stdout.split("\n")[0], "no findings", said.stdout + said.stderr);
    assert.equal(said.code, 0);
  });
}

test("an environment's secrets are encrypted, and made once", async () => {
  const { root, home } = await written(projects.phx, choices);
  const file = path.join(root, "environments/local/secrets.yaml");
  const text = readFileSync(file, "utf8");
  const values = text
    .slice(0, text.indexOf("\nsops:"))
    .split("\n")
    .filter((line) => / \S+: \S/.test(line));
  assert.equal(values.filter((line) => line.includes("ENC[AES256_GCM")).length, 3);
  assert.equal(
    values.filter((line) => !line.includes("ENC[AES256_GCM")),
    [],
  );
  assert.equal(statSync(path.join(home, "sops/age/keys.txt")).mode & 0o777, 0o600);
  const again = await makeEnvironmentSecrets(
    root,
    projects.phx,
    choices,
    path.join(home, "sops/age/keys.txt"),
  );
  assert.equal(again, { ok: true, value: [] });
  assert.equal(readFileSync(file, "utf8"), text);
});

test("Compose's secrets are made once, behind a door, and fit together", async () => {
  const root = tempDirectory();
  assert.equal(makeComposeSecrets(root, projects.phx), [
    "made .secrets/secret_key_base",
    "made .secrets/postgres_password",
    "made .secrets/database_url",
  ]);
  const read = (name: string) => readFileSync(path.join(root, ".secrets", name), "utf8");
  assert.equal(statSync(path.join(root, ".secrets")).mode & 0o777, 0o700);
  assert.equal(statSync(path.join(root, ".secrets/database_url")).mode & 0o777, 0o644);
  assert.equal(read(".gitignore"), "*\n");
  assert.equal(new URL(read("database_url")).password, read("postgres_password"));
  assert.ok(read("secret_key_base").length >= 64);
  const before = read("database_url");
  assert.equal(makeComposeSecrets(root, projects.phx), []);
  assert.equal(read("database_url"), before);
  assert.equal(makeComposeSecrets(tempDirectory(), projects.noEcto), ["made .secrets/secret_key_base"]);
});

test("a .sops.yaml of the user's decides who can open the secrets", async () => {
  const root = tempDirectory();
  const home = tempDirectory();
  const keyFile = path.join(home, "sops/age/keys.txt");
  writeFileSync(path.join(root, ".sops.yaml"), "creation_rules:\n  - path_regex: ^other/\n    age: age1x\n");
  const refused = await makeEnvironmentSecrets(root, projects.phx, choices, keyFile);
  assert.equal(refused.ok ? [] : refused.error.map((one) => one.code), ["CR155"]);
});

/** A project's folder with everything that init writes for the chart, and a home with the age key that opens it. */
async function written(shape: Project, made: Choices): Promise<{ root: string; home: string }> {
  const [root, home] = [tempDirectory(), tempDirectory()];
  for (const { path: name, text, executable } of generate(shape, made)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (executable) chmodSync(file, 0o755);
  }
  for (const chart of ["phoenix", "postgres"]) {
    cpSync(path.join(projectRoot, "charts", chart), path.join(root, "charts", chart), { recursive: true });
  }
  const secrets = await makeEnvironmentSecrets(root, shape, made, path.join(home, "sops/age/keys.txt"));
  assert.ok(secrets.ok, JSON.stringify(secrets));
  return { root, home };
}
