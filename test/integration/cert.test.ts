import { readFileSync } from "node:fs";
import path from "node:path";
import { valueAt } from "../../scripts/core/json.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { place } from "../cert/place.ts";
import { assert, suite } from "../harness.ts";
import { sampleRepository } from "../rig.ts";
import { get, noCluster, ownCluster } from "./sample.ts";

const test = suite("integration: cert, a TLS Secret in the local cluster");

test.before(ownCluster);
test.after(noCluster);

test("the Secret is written once it may be (CR623, CR735), holds what was made, and is left alone when it is there", async () => {
  const one = place(undefined, sampleRepository());
  const cert = (...words: string[]) => one.run("-e", "local", "cert", "--secret", ...words);
  const asks = await cert();
  assert.is(asks.code, 2, asks.stderr);
  assert.match(asks.stderr, /CR623/);
  const early = await cert("--yes");
  assert.is(early.code, 1, early.stderr);
  assert.match(early.stderr, /CR735\]: Secret shop\/phoenix-tls was not written/);
  assert.match(early.stderr, /the namespace comes with the first apply/);
  const env = await childVariables(true);
  await kubectl(["create", "namespace", "shop"], env);
  const written = await cert("--yes");
  assert.is(written.code, 0, written.stderr);
  assert.match(written.stderr, /wrote Secret shop\/phoenix-tls/);
  const secret = await get("secret", "phoenix-tls", "-n", "shop");
  assert.is(valueAt(secret, ["type"]), "kubernetes.io/tls");
  assert.is(valueAt(secret, ["metadata", "annotations"]), undefined);
  const held = (key: string) => Buffer.from(String(valueAt(secret, ["data", key])), "base64").toString();
  const json = JSON.parse((await one.run("-e", "local", "cert", "--format", "json")).stdout);
  assert.is(held("tls.crt"), readFileSync(json.certificate.file, "utf8"));
  assert.is(held("tls.key"), readFileSync(json.certificate.key, "utf8"));
  assert.is(held("ca.crt"), readFileSync(path.join(one.settings, "ca/ca.pem"), "utf8"));
  assert.not.match(written.stdout + written.stderr + early.stderr, /PRIVATE KEY/);
  const again = await cert();
  assert.is(again.code, 0, again.stderr);
  assert.match(again.stderr, /Secret shop\/phoenix-tls has it already/);
});

test("a Secret that another manager owns is not taken from it (CR735)", async () => {
  const one = place(undefined, sampleRepository());
  const env = await childVariables(true);
  await kubectl(["delete", "secret", "phoenix-tls", "-n", "shop"], env);
  const data = { "tls.crt": "YQ==", "tls.key": "YQ==" };
  const theirs = {
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/tls",
    metadata: { name: "phoenix-tls", namespace: "shop" },
    data,
  };
  const apply = ["apply", "--server-side", "--field-manager", "cert-manager", "-f", "-"];
  const made = await kubectl(apply, env, JSON.stringify(theirs));
  assert.is(made.code, 0, made.stderr);
  const ran = await one.run("-e", "local", "cert", "--secret", "--yes");
  assert.is(ran.code, 1, ran.stderr);
  assert.match(ran.stderr, /CR735[\s\S]*conflict/);
  assert.equal(valueAt(await get("secret", "phoenix-tls", "-n", "shop"), ["data"]), data);
});
