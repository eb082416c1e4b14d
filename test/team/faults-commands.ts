import { writeFileSync } from "node:fs";
import path from "node:path";
import { tempDirectory } from "../harness.ts";
import type { Alone } from "./alone.ts";

const NO_PLUGIN = "CR026 helmfile.yaml.gotmpl:6:5";
const APPLY = ["-e", "staging", "apply", "--yes"];
const DOCKERFILE = { Dockerfile: "FROM scratch\n" };

/** A kubeconfig with these contexts, the first of which is the current one; no API server answers. */
function kubeconfig(...contexts: readonly string[]): { KUBECONFIG: string } {
  const KUBECONFIG = path.join(tempDirectory(), "config");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": contexts[0],
    contexts: contexts.map((name) => ({ name, context: { cluster: "none", user: "none" } })),
    clusters: [{ name: "none", cluster: { server: "https://127.0.0.1:1" } }],
    users: [{ name: "none", user: {} }],
  };
  writeFileSync(KUBECONFIG, JSON.stringify(config));
  return { KUBECONFIG };
}

/** What other commands tell where no cluster is reached, no image built and nothing written. */
export const commandFaults: Readonly<Record<string, Alone>> = {
  CR610: {
    words: ["--kube-context", "other", ...APPLY],
    exit: 1,
    open: true,
    files: { "config/common.yaml": "domain: shop.example.com\ncontext: shop-staging\n" },
    prepare: () => kubeconfig("shop-staging", "other"),
    told: [NO_PLUGIN, "CR610"],
  },
  CR611: {
    words: APPLY,
    exit: 1,
    open: true,
    prepare: () => kubeconfig("other"),
    told: [NO_PLUGIN, "CR611"],
  },
  CR612: {
    words: APPLY,
    exit: 1,
    open: true,
    prepare: () => kubeconfig("shop-staging"),
    told: [NO_PLUGIN, "CR612"],
  },
  CR616: {
    words: APPLY,
    exit: 1,
    closed: true,
    prepare: () => kubeconfig("shop-staging"),
    told: ["CR616"],
  },
  CR623: { words: ["secrets", "rotate"], exit: 2, open: true, told: ["CR623"] },
  CR630: {
    words: ["-e", "staging", "run", "seed"],
    exit: 1,
    open: true,
    files: {
      "config/staging.yaml": "cluster: shop-staging\nlogLevel: debug\nrun: { allow: «CR630»[migrate] }\n",
    },
    prepare: () => kubeconfig("shop-staging"),
  },
  CR701: { words: ["init", "phoenix"], exit: 2, told: ["CR701"] },
  CR702: { words: ["init", "phoenix"], exit: 2, files: { "mix.exs": "«CR702»not Elixir\n" } },
  CR720: {
    words: ["image", "build"],
    exit: 3,
    files: DOCKERFILE,
    prepare: () => ({ PATH: tempDirectory() }),
    told: ["CR720"],
  },
  CR721: { words: ["image", "build"], exit: 2, told: ["CR721"] },
  CR732: { words: ["cert", "no host"], exit: 2, told: ["CR732"] },
  CR901: {
    words: ["check"],
    exit: 3,
    prepare: () => ({ CHARTROOM_TOOLS: tempDirectory(), PATH: tempDirectory() }),
    told: ["CR901"],
  },
};
