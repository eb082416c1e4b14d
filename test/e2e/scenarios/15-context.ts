import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { context } from "../../cluster/keys.ts";
import { importWords } from "../../cluster/real.ts";
import { assert, tempDirectory } from "../../harness.ts";
import { collected, projectRoot } from "../../rig.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

/** The cluster of this run, used by another run as one that was there before: by its kubeconfig alone. */
export default {
  onCluster: true,
  async run(stage) {
    const { cluster } = stage;
    const folder = tempDirectory();
    const kubeconfig = path.join(folder, "kubeconfig");
    writeFileSync(
      kubeconfig,
      readFileSync(cluster.kubeconfig, "utf8").replaceAll(context, "somebody-elses"),
      {
        mode: 0o600,
      },
    );
    const load = path.join(folder, "load");
    writeFileSync(load, `#!/bin/sh\nexec ${importWords(cluster).join(" ")} "$1"\n`, { mode: 0o755 });
    const main = ["--import", "tsx", path.join(import.meta.dirname, "../main.ts")];
    const run = (...words: string[]) => {
      const [program, ...args] = stage.site.here(process.execPath, [...main, ...words]);
      const env = { ...process.env, KUBECONFIG: kubeconfig };
      return collected(
        spawn(program as string, args, { cwd: projectRoot, env, stdio: ["ignore", "pipe", "pipe"] }),
      );
    };

    const unnamed = await run("01-first", "--context");
    assert.is(unnamed.code, 0, screen(unnamed));
    assert.match(unnamed.stdout, /could not run .*somebody-elses may be of a cluster that others use/);
    assert.match(unnamed.stdout, /^01-first-install +could not run/m);

    const named = await run("--context", "somebody-elses", "--load", load, "00-", "01-first", "08-");
    assert.is(named.code, 0, screen(named));
    assert.match(named.stdout, /^01-first-install +passed +0 of [1-9]/m);
    assert.match(named.stdout, /^00-leaves-nothing +could not run +.*makes clusters of its own/m);
    assert.match(named.stdout, /^08-restarts +could not run +.*the node/m);
    const left = await stage.site.kubectl(["get", "namespaces", "-o", "name"]);
    assert.not.match(left.stdout, /chartroom-e2e-/);
    return {
      note: "neither kind nor minikube was tried: their commands that load images are given, not run",
    };
  },
} satisfies Scenario;
