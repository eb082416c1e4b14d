import { assert, suite } from "../../harness.ts";
import { chartroom } from "../../rig.ts";
import { applied, chart, checked, type Foreign, foreign, placed } from "./foreign.ts";

const test = suite(
  "integration: a templated helmfile with ref+... in files, inline, in `set` and in the environment",
);

const HELMFILE = `environments:
  dev:
    values:
    - image: ref+envsubst://$IMAGE_TAG
      plain: 1
---
releases:
- name: {{ .Environment.Name }}-web
  namespace: shop
  chart: ./charts/web
  values:
  - web.yaml
  - web.yaml.gotmpl
  - inline:
      password: ref+sops://vault.yaml#/db/password
      url: pg://app:ref+sops://vault.yaml#/db/password+@db
      image: {{ .Values.image }}
      list: [ref+file://note.txt, plain]
  set:
  - name: given.ref
    value: ref+file://note.txt
`;
const FILES = {
  ...chart("web"),
  "helmfile.yaml.gotmpl": HELMFILE,
  "web.yaml": "a: 2\nfromFile: ref+file://note.txt\ndeep:\n- key: ref+sops://vault.yaml#/db/password\n",
  "web.yaml.gotmpl": 'templated: {{ "ref+sops://vault.yaml#/db/user" | fetchSecretValue }}\n',
  "note.txt": "a note of some length",
};
const SECRETS = { "vault.yaml": "db:\n  password: hunter22\n  user: hunter22-user\n" };

async function run(one: Foreign, ...args: string[]) {
  const ran = await chartroom(["-e", "dev", ...args], {
    cwd: one.root,
    env: { IMAGE_TAG: "web:1.2.3", ...one.env },
  });
  assert.not.match(ran.stdout + ran.stderr, /hunter22/);
  return ran;
}

const errors = (text: string): string[] => placed(text).filter((line) => !/CR21[45]/.test(line));

test("they are what helmfile hands to Helm", async () => {
  const made = await foreign(FILES, SECRETS);
  const one = { ...made, env: { ...made.env, IMAGE_TAG: "web:1.2.3" } };
  const ours = await checked(one, "dev");
  assert.equal(ours, await applied(one, "dev"));
  assert.match(JSON.stringify(ours), /pg:\/\/app:hunter22@db/);
  assert.match(JSON.stringify(ours), /web:1.2.3/);
});

test("the check finds no difference and no fault", async () => {
  const ran = await run(await foreign(FILES, SECRETS), "check");
  assert.equal(errors(ran.stdout), []);
  assert.is(ran.code, 0);
});

test("each stands at its own place: a plain file's line, a template's file, the helmfile", async () => {
  const { stdout } = await run(await foreign(FILES, SECRETS), "values", "dev-web");
  assert.match(stdout, /fromFile: <secret>\n {4}set in web.yaml:2:11/);
  assert.match(stdout, /deep\[0\].key: <secret>\n {4}set in web.yaml:4:8/);
  assert.match(stdout, /templated: .*\n {4}set in web.yaml.gotmpl:1:1/);
  assert.match(stdout, /inline.password: <secret>\n {4}set in helmfile.yaml.gotmpl:/);
  assert.match(stdout, /inline.url: .*<secret>.*\n {4}set in helmfile.yaml.gotmpl:/);
  assert.match(stdout, /given.ref: <secret>\n {4}set in helmfile.yaml.gotmpl:/);
});

test("one that leads nowhere is one finding where it is written, and the others are still resolved: CR027", async () => {
  const broken = HELMFILE.replace("[ref+file://note.txt,", "[ref+file://nowhere.txt,");
  const one = await foreign({ ...FILES, "helmfile.yaml.gotmpl": broken }, SECRETS);
  const ran = await run(one, "check");
  assert.equal(errors(ran.stdout), ["error[CR027] helmfile.yaml.gotmpl:18:14"]);
  const missing = HELMFILE.replace(
    "password: ref+sops://vault.yaml#/db/password",
    "password: ref+sops://vault.yaml#/db/no",
  );
  const other = await foreign({ ...FILES, "helmfile.yaml.gotmpl": missing }, SECRETS);
  assert.equal(errors((await run(other, "check")).stdout), ["error[CR027] helmfile.yaml.gotmpl:15:17"]);
});

test("in a values file it is named there", async () => {
  const one = await foreign({ ...FILES, "web.yaml": "a: 2\nfromFile: ref+file://nowhere.txt\n" }, SECRETS);
  const ran = await run(one, "check");
  assert.equal(errors(ran.stdout), ["error[CR027] web.yaml:2:11"]);
  assert.is(ran.code, 1);
});

test("without a key inline ones are information, and the environment counts as closed", async () => {
  const one = await foreign({ ...FILES, "web.yaml": "a: 2\n", "web.yaml.gotmpl": "b: 1\n" }, SECRETS);
  const ran = await run({ ...one, env: { ...one.env, SOPS_AGE_KEY_FILE: "/nowhere" } }, "check");
  assert.ok(placed(ran.stdout).includes("note[CR025]"), ran.stdout);
  assert.not.match(ran.stdout, /error\[/);
  assert.is(ran.code, 0);
});
