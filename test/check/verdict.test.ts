import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { cacheKey } from "../../scripts/core/cache-key.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { type CliResult, chartroom, sampleRepository } from "../rig.ts";

const test = suite("check: verdicts that are kept");
const cache = path.join(tempDirectory(), "cache");
const root = sampleRepository();
const kept = (): string[] => {
  try {
    return readdirSync(path.join(cache, "verdicts"));
  } catch {
    return [];
  }
};

async function check(env: NodeJS.ProcessEnv = {}): Promise<CliResult & { readonly added: number }> {
  const before = kept().length;
  const ran = await chartroom(["-e", "staging", "check"], {
    cwd: root,
    env: { CHARTROOM_CACHE: cache, ...env },
  });
  return { ...ran, added: kept().length - before };
}

const whole = ({ stdout, stderr, code }: CliResult): string =>
  `${code}\n${stdout}\n${stderr.replace(/; \d+ renders? from the cache/g, "")}`;

if (cacheKey() === undefined) test.cannotRun("all", "there is no memory file system for the key");
else {
  test("a second run says the same, from what the first one kept", async () => {
    const first = await check();
    assert.is(first.added, 1);
    const second = await check();
    assert.is(second.added, 0);
    assert.match(second.stderr, "renders from the cache");
    assert.is(whole(second), whole(first));
    rmSync(cache, { recursive: true });
    assert.is(whole(await check()), whole(first));
  });

  test("all environments at one time: what one of them teaches changes none of the others' entries", async () => {
    const all = () => chartroom(["check"], { cwd: root, env: { CHARTROOM_CACHE: cache } });
    const first = await all();
    const before = kept().length;
    const second = await all();
    assert.is(kept().length, before);
    assert.is(whole(second), whole(first));
  });

  test("a change of any kind of file is seen", async () => {
    for (const [file, text] of [
      ["environments/staging/values.yaml", "\n# another line\n"],
      ["environments/_base/values.yaml", "\n# another line\n"],
      ["charts/phoenix/values.yaml", "\n# another line\n"],
      ["charts/phoenix/templates/service.yaml", "\n{{/* another line */}}\n"],
      ["schemas/environment.schema.json", "\n"],
    ] as const) {
      appendFileSync(path.join(root, file), text);
      assert.is((await check()).added, 1, file);
    }
    mkdirSync(path.join(root, "charts/phoenix/charts"));
    assert.is((await check()).added, 1, "an empty folder of subcharts");
  });

  test("a key that is gone is seen, and nothing is kept without one", async () => {
    const closed = await check({ SOPS_AGE_KEY_FILE: "/dev/null" });
    assert.match(closed.stdout, "CR025");
    assert.is(closed.added, 0);
  });

  test("what a finding masks is masked from the cache too", async () => {
    const said = await chartroom(["-e", "staging", "values"], { cwd: root, env: { CHARTROOM_CACHE: cache } });
    assert.match(said.stdout, "<secret>");
    appendFileSync(
      path.join(root, "charts/phoenix/templates/service.yaml"),
      "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: leak\ndata:\n  it: {{ .Values.secrets.secretKeyBase.value | quote }}\n",
    );
    const first = await check();
    assert.match(first.stdout, "CR541");
    assert.is(whole(await check()), whole(first));
  });

  test("nothing that is kept can be read", () => {
    for (const name of kept()) {
      const bytes = readFileSync(path.join(cache, "verdicts", name), "latin1");
      assert.not.match(bytes, /replicaCount|phoenix|diagnostics/);
    }
  });
}
