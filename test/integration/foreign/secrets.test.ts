import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../../harness.ts";
import { chartroom } from "../../rig.ts";
import { chart, type Foreign, foreign, placed } from "./foreign.ts";

const test = suite("integration: check looks at the secrets files that an environment uses");

const HELMFILE = `environments:
  staging:
    values: [env/common.yaml]
  production:
    values: [env/common.yaml]
---
releases:
- name: web
  namespace: shop
  chart: ./charts/web
  values: [web.yaml]
  secrets: [env/staging/secrets.yaml]
`;
const FILES = {
  ...chart("web", "db: {}\nreplicas: 1\n"),
  "helmfile.yaml": HELMFILE,
  "env/common.yaml": "region: eu\n",
  "web.yaml": "replicas: 2\n",
};
const SECRET = { "env/staging/secrets.yaml": "db:\n  password: hunter22\n" };

async function check(
  { root, env }: Foreign,
  ...args: string[]
): Promise<{ code: number | null; text: string }> {
  const ran = await chartroom(["-e", "staging", ...args, "check"], { cwd: root, env });
  assert.not.match(ran.stdout + ran.stderr, /hunter22|hunter33/);
  return { code: ran.code, text: ran.stdout };
}

const about = (text: string): string[] => placed(text).filter((one) => /CR1[56]\d/.test(one));

test("files that are right are no finding, with and without a key", async () => {
  const one = await foreign(FILES, SECRET);
  assert.equal(about((await check(one)).text), []);
  const closed = { ...one, env: { ...one.env, SOPS_AGE_KEY_FILE: "/dev/null/nowhere" } };
  const { text } = await check(closed);
  assert.equal(about(text), []);
  assert.match(
    text,
    /note\[CR025\].*\n.*\n {2}see: no key opens this file \(env\/staging\/secrets\.yaml:1:1\)\n/,
  );
});

test("other recipients than those of .sops.yaml, and a file that no rule is for: CR159, CR155", async () => {
  const one = await foreign(FILES, SECRET);
  writeFileSync(
    path.join(one.root, ".sops.yaml"),
    "creation_rules:\n- path_regex: staging/\n  age: age104jd0c7v22xmywraws826xyte3c787wrd2sca596auk9z56c2yls2ypjqf\n",
  );
  const differs = await check(one);
  assert.equal(
    about(differs.text).map((line) => line.replace(/:\d+:\d+/, "")),
    ["error[CR159] env/staging/secrets.yaml"],
  );
  assert.is(differs.code, 1);
  writeFileSync(path.join(one.root, ".sops.yaml"), "creation_rules:\n- path_regex: other/\n  age: x\n");
  assert.equal(about((await check(one)).text), ["warning[CR155] env/staging/secrets.yaml:1:1"]);
});

test("the nearest .sops.yaml is the one that counts, as for sops", async () => {
  const one = await foreign(FILES, SECRET);
  writeFileSync(
    path.join(one.root, "env/.sops.yaml"),
    `creation_rules:\n- path_regex: ^staging/\n  age: ${one.recipient}\n`,
  );
  writeFileSync(path.join(one.root, ".sops.yaml"), "creation_rules:\n- path_regex: other/\n  age: x\n");
  assert.equal(about((await check(one)).text), []);
});

test("a plain value in an encrypted file, a file that is not encrypted, one that lost its block: CR157, CR156", async () => {
  const one = await foreign(FILES, SECRET);
  const file = path.join(one.root, "env/staging/secrets.yaml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, `plain: hunter33\n${text}`);
  const mixed = (await check(one)).text;
  assert.ok(about(mixed).includes("error[CR157] env/staging/secrets.yaml:1:1"));
  assert.not.match(mixed, /hunter/);
  writeFileSync(file, "db:\n  password: hunter22\n");
  assert.equal(about((await check(one)).text), ["error[CR156] env/staging/secrets.yaml:1:1"]);
  writeFileSync(file, text.slice(0, text.indexOf("sops:")));
  const lost = await check(one);
  assert.equal(about(lost.text), ["error[CR156] env/staging/secrets.yaml:1:1"]);
  assert.match(lost.text, /has lost its sops block/);
});

test("encrypted text in a plain values file: CR161", async () => {
  const one = await foreign(FILES, SECRET);
  const text = readFileSync(path.join(one.root, "env/staging/secrets.yaml"), "utf8");
  const token = /ENC\[.*\]/.exec(text)?.[0] ?? "";
  appendFileSync(path.join(one.root, "web.yaml"), `db:\n  token: ${token}\n`);
  const found = await check(one);
  assert.equal(about(found.text), ["error[CR161] web.yaml:3:10"]);
  assert.is(found.code, 1);
});

test("a plain value over a secret: CR162, at the plain one with the secret as label, once", async () => {
  const one = await foreign(
    {
      ...FILES,
      "helmfile.yaml": HELMFILE.replace("values: [web.yaml]", "values: [t.yaml.gotmpl, web.yaml]").replace(
        / {2}secrets: .*\n/,
        "",
      ),
      "t.yaml.gotmpl": 'db:\n  password: {{ "ref+sops://s.yaml#/db/password" | fetchSecretValue }}\n',
      "web.yaml": "replicas: 2\ndb:\n  password: hunter33\n",
    },
    { "s.yaml": "db:\n  password: hunter22\n" },
  );
  const { text } = await check(one);
  assert.equal(about(text), ["warning[CR162] web.yaml:3:3"]);
  assert.match(text, /the secret is set here, and not used \(s.yaml:2:5\)/);
});

test("the secrets of another environment: CR163", async () => {
  const one = await foreign(
    {
      ...FILES,
      "helmfile.yaml": HELMFILE.replace("env/staging/secrets.yaml", "environments/production/secrets.yaml"),
    },
    { "environments/production/secrets.yaml": "db:\n  password: hunter22\n" },
  );
  const found = await check(one);
  assert.equal(about(found.text), ["warning[CR163] helmfile.yaml:12:13"]);
  const own = await chartroom(["-e", "production", "check"], { cwd: one.root, env: one.env });
  assert.equal(about(own.stdout), []);
});
