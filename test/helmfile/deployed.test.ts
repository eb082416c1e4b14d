import path from "node:path";
import process from "node:process";
import { taint } from "../../scripts/core/taint.ts";
import { deployedReleases } from "../../scripts/helmfile/deployed.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { script } from "../tools/fakes.ts";

const test = suite("helmfile: what deployed Secrets hold is masked in a difference");

test("of the manifest and of the hooks, the old value too", async () => {
  const bin = tempDirectory();
  const document = (value: string) =>
    `---\\napiVersion: v1\\nkind: Secret\\nmetadata: {name: a}\\ndata: {a: ${Buffer.from(value).toString("base64")}}\\n`;
  script(
    path.join(bin, "helm"),
    `case "$*" in "get values web"*) printf '{"a":{"b":1}}';; "get manifest web"*) printf '%b' '${document("kAnary-old-one")}';; "get hooks web"*) printf '%b' '${document("kAnary-old-two")}';; *) exit 1;; esac`,
  );
  const env = { PATH: `${bin}${path.delimiter}${process.env.PATH}` };
  const record = (name: string) => ({ name, namespace: "shop", revision: 2, status: "deployed" });
  const target = { context: "c", env, simulated: false };
  process.env.HELM_DRIVER = "sql"; // any driver but Secrets and ConfigMaps: helm itself is asked
  const deployed = await deployedReleases([record("web"), record("gone")], target);
  delete process.env.HELM_DRIVER;
  assert.equal(deployed[0]?.values, { a: { b: 1 } });
  assert.is(taint.mask("-  a: kAnary-old-one\n-  b: kAnary-old-two"), "-  a: <secret>\n-  b: <secret>");
});
