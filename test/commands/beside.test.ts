import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, repository } from "../rig.ts";
import { script } from "../tools/fakes.ts";

const test = suite("commands: the cluster is looked at while the check goes on");

/** A kubectl on PATH that does not hear from its API server for long; it notes what it waited for to the end. */
function silentCluster() {
  const bin = tempDirectory();
  const waited = path.join(bin, "waited");
  writeFileSync(waited, "");
  script(
    path.join(bin, "kubectl"),
    `case "$*" in *--client*) echo 'Client Version: v1.37.2';; config*) echo shop;; *) sleep 20; echo "$*" >>${waited};; esac`,
  );
  return {
    env: { PATH: `${bin}${path.delimiter}${process.env.PATH}` },
    waited: () => readFileSync(waited, "utf8"),
  };
}

for (const verb of ["plan", "apply", "sync"]) {
  test(`${verb}: findings end the look at the cluster`, async () => {
    const cluster = silentCluster();
    const cwd = repository("minimal");
    // Not the embedded cluster, which is known to be down without a question.
    const file = path.join(cwd, "environments/local.yaml");
    const text = readFileSync(file, "utf8").replace("kwok-chartroom", "shop");
    writeFileSync(file, `${text.trimEnd()}\n  hots: shop.example.com\n`);
    const ran = await chartroom(["-e", "local", verb], { cwd, env: cluster.env });
    assert.is(ran.code, 1, ran.stderr);
    assert.match(ran.stdout, "CR203");
    assert.is(cluster.waited(), "", "it was waited for");
  });
}
