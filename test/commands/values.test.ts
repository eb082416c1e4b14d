import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { chartroom, repository, sampleRepository } from "../rig.ts";

const test = suite("values: where a value comes from, and how two environments differ");

/** The minimal repository with a second environment, `staging`. */
function twoEnvironments(): string {
  const root = repository("minimal");
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  write(
    "helmfile.yaml.gotmpl",
    `environments:
  local: { values: [environments/base.yaml, environments/local.yaml] }
  staging: { values: [environments/base.yaml, environments/staging.yaml] }
---
releases:
  - name: web
    chart: ./charts/web
    values: [{{ .Values | get "web" dict | toJson }}]
`,
  );
  write("environments/local.yaml", "only: {here: 1}\nlist: [a, b]\nweb:\n  replicas: 2\n");
  write("environments/staging.yaml", "list: [a]\nweb:\n  replicas: 2\n  host: staging.example.com\n");
  return root;
}

test("each layer says what it set before it was overridden, lists and maps too", async () => {
  const root = twoEnvironments();
  writeFileSync(path.join(root, "environments/base.yaml"), "a: {b: 1}\nlist: [x]\nweb:\n  replicas: 5\n");
  writeFileSync(path.join(root, "environments/local.yaml"), "a: 2\nlist: [y]\nweb:\n  replicas: 2\n");
  const { stdout, code } = await chartroom(["-e", "local", "values"], { cwd: root });
  assert.is(code, 0);
  const at = (...lines: string[]) => assert.ok(stdout.includes(lines.join("\n    ")), `${lines}\n${stdout}`);
  at("a: 2", "overridden, was a map in environments/base.yaml:1:4", "set in environments/local.yaml:1:4");
  at(
    'list[0]: "y"',
    "overridden, was a list in environments/base.yaml:2:7",
    "set in environments/local.yaml:2:8",
  );
  at(
    "web.replicas: 2",
    "overridden, was 1 in charts/web/values.yaml:1:11",
    "overridden, was 5 in environments/base.yaml:4:13",
    "set in environments/local.yaml:4:13",
  );
  const json = await chartroom(["-e", "local", "values", "web.replicas", "--json"], { cwd: root });
  const { values } = JSON.parse(json.stdout) as { values: { origins: { value: number; line: number }[] }[] };
  assert.equal(
    values[0]?.origins.map(({ value, line }) => [value, line]),
    [
      [1, 1],
      [5, 4],
      [2, 4],
    ],
  );
});

test("--diff: what differs with both places, and what stands in one of the two only", async () => {
  const root = twoEnvironments();
  const { stdout, code } = await chartroom(["-e", "local", "values", "--diff", "staging"], { cwd: root });
  assert.is(code, 0);
  assert.is(
    stdout,
    `web.host
    local    "web.example.com"  charts/web/values.yaml:3:7
    staging  "staging.example.com"  environments/staging.yaml:4:9
list
    local    ["a","b"]  environments/local.yaml:2:7
    staging  ["a"]  environments/staging.yaml:1:7
only in local:
    only.here: 1  environments/local.yaml:1:14
`,
  );
  const json = await chartroom(["-e", "local", "values", "only", "--diff=staging", "--json"], { cwd: root });
  assert.equal(JSON.parse(json.stdout), {
    version: 1,
    environments: ["local", "staging"],
    differences: [
      {
        path: "only",
        values: [
          { value: { here: 1 }, secret: false, file: "environments/local.yaml", line: 1, column: 7 },
          null,
        ],
      },
    ],
  });
  const same = await chartroom(["-e", "local", "values", "web.image", "--diff", "staging"], { cwd: root });
  assert.is(same.stdout, "local and staging have the same values\n");
});

test("--diff masks secrets; without a key it says that they were not compared", async () => {
  const root = sampleRepository();
  const args = ["-e", "staging", "values", "phoenix.secrets.secretKeyBase.value", "--diff", "production"];
  const open = await chartroom(args, { cwd: root });
  assert.match(open.stdout, /staging {5}<secret> {2}environments\/staging\/secrets.yaml/);
  assert.match(open.stdout, /production {2}<secret> {2}environments\/production\/secrets.yaml/);
  const closed = await chartroom(args, { cwd: root, env: { SOPS_AGE_KEY_FILE: "/dev/null" } });
  assert.match(closed.stdout, "no difference that can be seen"); // and no claim that they are the same
  assert.match(closed.stderr, "no key opened the secrets");
});

test("--diff without an environment, or with one that is not there", async () => {
  const root = twoEnvironments();
  const none = await chartroom(["-e", "local", "values", "--diff"], { cwd: root });
  assert.is(none.code, 2);
  assert.match(none.stdout, "names another environment");
  const unknown = await chartroom(["-e", "local", "values", "--diff", "stagin"], { cwd: root });
  assert.is(unknown.code, 2);
  assert.match(unknown.stdout, "did you mean `staging`?");
});
