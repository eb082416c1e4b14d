import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { cachedPath } from "../../scripts/tools/cached.ts";
import { toolEnvironment } from "../../scripts/tools/environment.ts";
import type { ToolName } from "../../scripts/tools/model.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { collected } from "../rig.ts";

const test = suite("tools: what was built is like what upstream ships");
const helm = built("helm");
const helmfile = built("helmfile");
const diff = built("helm-diff");
const kubectl = built("kubectl");

if (helm) {
  test("helm says its whole version and offers charts its client's Kubernetes version", () => {
    assert.match(
      output(helm, ["version"]),
      /Version:"v4\.3\.1", .*GitTreeState:"clean", .*KubeClientVersion:"v1\.37"/,
    );
    const chart = tempDirectory();
    writeFileSync(path.join(chart, "Chart.yaml"), "apiVersion: v2\nname: c\nversion: 1.0.0\n");
    mkdirSync(path.join(chart, "templates"));
    writeFileSync(
      path.join(chart, "templates", "c.yaml"),
      "kube: {{ .Capabilities.KubeVersion }}\nhelm: {{ .Capabilities.HelmVersion.Version }}\n",
    );
    assert.match(output(helm, ["template", "c", chart]), /kube: v1\.37\.\d+\nhelm: v4\.3\.1\n/);
  });
} else test.cannotRun("helm's version", "helm was not built into the cache");

if (helmfile) {
  test("helmfile says its pinned version", () => {
    assert.is(output(helmfile, ["--version"]), "helmfile version v1.8.0\n");
  });

  // Its main is ours (modules/helmfile): upstream's own build of 1.8.0 ended with the same codes and words.
  test("helmfile ends as upstream's does: codes of failures, and of signals while a hook runs", async () => {
    const folder = tempDirectory();
    const write = (file: string, text: string) => writeFileSync(path.join(folder, file), text);
    write("good.yaml", "releases: [{name: web, chart: ./chart}]\n");
    write("broken.yaml", "releases: [\n");
    write(
      "slow.yaml",
      "hooks: [{events: [prepare], command: sh, args: [-c, 'touch begun; exec sleep 2']}]\nreleases: [{name: web, chart: ./chart}]\n",
    );
    mkdirSync(path.join(folder, "chart"));
    write("chart/Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n");
    const env = { ...process.env, ...(await toolEnvironment()) };
    const start = (...args: string[]) => spawn(helmfile, args, { cwd: folder, env, stdio: "pipe" });
    const ends = async (...args: string[]) => {
      const { code, stderr } = await collected(start(...args));
      return [code, stderr];
    };
    assert.is((await ends("-f", "good.yaml", "list"))[0], 0);
    assert.equal(await ends("-f", "good.yaml", "-l", "name=no", "list"), [
      3,
      "err: no releases found that matches specified selector(name=no) and environment(default), in any helmfile\n",
    ]);
    assert.is((await ends("-f", "broken.yaml", "list"))[0], 1);
    assert.equal(await ends("nosuch"), [3, 'unknown command "nosuch" for "helmfile"\n']);
    for (const [signal, code] of [
      ["SIGTERM", 143],
      ["SIGINT", 130],
    ] as const) {
      const child = start("-f", "slow.yaml", "build");
      const ended = collected(child);
      while (!existsSync(path.join(folder, "begun"))) await setTimeout(20);
      child.kill(signal);
      assert.is((await ended).code, code, signal); // it waits for its hook
      rmSync(path.join(folder, "begun"));
    }
  });
} else test.cannotRun("helmfile's version", "helmfile was not built into the cache");

if (kubectl) {
  test("one Kubernetes binary answers to four names", () => {
    for (const name of ["kube-apiserver", "kube-controller-manager", "kube-scheduler"]) {
      assert.is(output(path.join(path.dirname(kubectl), name), ["--version"]), "Kubernetes v1.37.2\n");
    }
    assert.match(output(kubectl, ["version", "--client"]), /^Client Version: v1\.37\.2\n/);
  });
} else test.cannotRun("Kubernetes' version", "Kubernetes was not built into the cache");

if (helm && diff) {
  test("helm finds helm-diff in the cache, beside the user's own plugins", async () => {
    const own = path.join(tempDirectory(), "mine");
    mkdirSync(own);
    writeFileSync(
      path.join(own, "plugin.yaml"),
      "name: mine\nversion: 1.2.3\nusage: u\ndescription: d\ncommand: 'true'\n",
    );
    process.env.HELM_PLUGINS = path.dirname(own);
    const environment = await toolEnvironment();
    delete process.env.HELM_PLUGINS;
    const listed = output(helm, ["plugin", "list"], environment);
    assert.match(listed, /^diff\s+3\.8\.1\s/m);
    assert.match(listed, /^mine\s+1\.2\.3\s/m);
    assert.is(output(helm, ["diff", "version"], environment), "3.8.1\n");
  });
} else test.cannotRun("helm-diff as a plugin", "helm or helm-diff was not built into the cache");

/** The path of a tool that chartroom built itself; others may have versions of their own. */
function built(name: ToolName): string | undefined {
  const file = cachedPath(name);
  return existsSync(file) ? file : undefined;
}

function output(command: string, args: string[], env: Record<string, string> = {}): string {
  return execFileSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, ...env, KUBECONFIG: "/dev/null" },
  });
}
