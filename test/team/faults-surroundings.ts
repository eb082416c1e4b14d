import { execFileSync } from "node:child_process";
import { readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Environment } from "../../scripts/environment/model.ts";
import { rememberApplied } from "../../scripts/helmfile/applied.ts";
import type { Target } from "../../scripts/helmfile/target.ts";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { tempDirectory } from "../harness.ts";
import type { Alone } from "./alone.ts";
import { ownChart } from "./own-chart.ts";
import { HELMFILE } from "./repository.ts";

/** What hangs on things that are no text: folders, links, the target branch, what was generated or known before. */
export const surroundings: Readonly<Record<string, Alone>> = {
  CR011: {
    words: ["check", "--baseline", "known.json"],
    exit: 0,
    open: true, // without the key not all of it is checked
    told: ["CR026 helmfile.yaml.gotmpl:6:5"],
    files: {
      "known.json":
        '«CR011»{ "version": 1, "findings": [{ "code": "CR538", "file": "deploy/web/templates/deployment.yaml", "message": "the image has no tag", "count": 1 }] }\n',
    },
  },
  CR022: {
    words: ["check"],
    exit: 1,
    files: { "helmfile.yaml.gotmpl": HELMFILE.replace("  timeout: 300", "  «CR022»tiemout: 300") },
  },
  CR100: {
    words: ["check"],
    exit: 1,
    removes: ["releases/worker.yaml"],
    files: { "releases/worker.yaml/worker.yaml": "concurrency: 10\n" },
    told: ["CR100 releases/worker.yaml:1:1"],
  },
  CR115: {
    words: ["check"],
    exit: 1,
    removes: ["releases/worker.yaml"],
    told: ["CR115 releases/worker.yaml:1:1"],
    prepare: (root) => {
      const outside = path.join(tempDirectory(), "worker.yaml");
      writeFileSync(outside, "concurrency: 10\n");
      symlinkSync(outside, path.join(root, "releases/worker.yaml"));
      return undefined;
    },
  },
  CR216: {
    words: ["check"],
    exit: 0,
    closed: true,
    files: {
      "helmfile.yaml.gotmpl": HELMFILE.replace("name: reports", "name: «CR216»reports"),
      "deploy/reports/Chart.yaml": `${ownChart("reports")["Chart.yaml"]}dependencies:\n  - name: store\n    version: 1.0.0\n`,
      "deploy/reports/values.schema.json": `${ownChart("reports")["values.schema.json"]}`.replace(
        '"global"',
        '"store": { "type": "object" }, "global"',
      ),
      "deploy/reports/charts/store/Chart.yaml": "apiVersion: v2\nname: store\nversion: 1.0.0\n",
      "deploy/reports/charts/store/values.yaml": "# Of the store.\nsize: 1\n",
    },
    // As where chartroom's engine was never installed.
    prepare: () => {
      const CHARTROOM_TOOLS = tempDirectory();
      for (const name of readdirSync(toolsDirectory()))
        if (!name.startsWith("engine-"))
          symlinkSync(path.join(toolsDirectory(), name), path.join(CHARTROOM_TOOLS, name));
      return { CHARTROOM_TOOLS };
    },
  },
  CR220: {
    words: ["check"],
    exit: 1,
    open: true, // without the key helmfile reads less than chartroom, and is not compared with it
    files: {
      // helmfile forgets the null of a second part.
      "helmfile.yaml.gotmpl": HELMFILE.replace(
        "---\n",
        "---\nenvironments:\n  staging:\n    values:\n      - config/more.yaml\n      - config/last.yaml\n---\n",
      ),
      "config/common.yaml": "domain: shop.example.com\n«CR240»banner:\n  text: Welcome\n",
      "config/more.yaml": "logLevel: debug\n",
      "config/last.yaml": "banner: «CR220»null\n",
    },
    told: ["CR026 helmfile.yaml.gotmpl:6:5"],
  },
  CR231: {
    words: ["types", "--check"],
    exit: 1,
    files: {
      "schemas/environment.schema.json":
        '{ "$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties": { "domain": { "type": "string" } } }\n',
      "schemas/environment.d.ts": "«CR231»export interface Environment {}\n",
    },
  },
  CR820: {
    words: ["lint", "--native"],
    exit: 1,
    edits: [["deploy/reports/values.yaml", "replicas: 2", "replicas: 3"]],
    told: ["CR820 deploy/reports/Chart.yaml:3:10"],
    prepare: (root) => {
      execFileSync("git", ["-C", root, "update-ref", "refs/remotes/origin/main", "HEAD"]);
      return undefined;
    },
  },
  CR242: {
    words: ["check"],
    exit: 0,
    closed: true,
    files: { "helmfile.yaml.gotmpl": HELMFILE.replace("name: worker", "name: «CR242»worker") },
    prepare: applied,
  },
};

/** Leaves what an apply from this machine remembers: worker had two Pods in staging. */
function applied(root: string): Readonly<Record<string, string>> {
  const kubeContext = "shop-staging";
  const worker = { name: "worker", namespace: "shop", kubeContext, installed: true };
  const values = { image: { name: "a" }, concurrency: 10, replicas: 2 };
  const before = process.env.CHARTROOM_CACHE;
  const CHARTROOM_CACHE = tempDirectory();
  process.env.CHARTROOM_CACHE = CHARTROOM_CACHE;
  try {
    const environment = { root, name: "staging", releases: [{ ...worker, values }] };
    rememberApplied(environment as unknown as Environment, { context: kubeContext } as Target, new Date(0));
  } finally {
    if (before === undefined) delete process.env.CHARTROOM_CACHE;
    else process.env.CHARTROOM_CACHE = before;
  }
  return { CHARTROOM_CACHE };
}
