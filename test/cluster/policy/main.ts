// Enforces NetworkPolicies with nft in the network namespace that it runs in, until it is ended.
// Usage: node --import tsx main.ts KUBECONFIG FOLDER ; FOLDER: where containerd keeps the results of its network plugins.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, watch } from "node:fs";
import path from "node:path";
import process from "node:process";
import type { JsonObject } from "../../../scripts/core/json.ts";
import type { Policy } from "./model.ts";
import { type ApiPod, addressesOf, podsOf } from "./pods.ts";
import { rulesOf } from "./rules.ts";
import { apiOf, follow } from "./watch.ts";

interface Namespace {
  readonly metadata: { readonly uid: string; readonly name: string; readonly labels?: JsonObject };
}

const [kubeconfig = "", results = ""] = process.argv.slice(2);
const known: {
  pods?: readonly ApiPod[];
  namespaces?: readonly Namespace[];
  policies?: readonly (Policy & { metadata: { uid: string } })[];
} = {};
let planned = false;
let written = "";

const api = apiOf(kubeconfig);
mkdirSync(results, { recursive: true });
// A pod's address is known here before its first container runs; in its status it is about a second later.
watch(results, plan);
void follow<ApiPod>(api, "/api/v1/pods", (pods) => plan(Object.assign(known, { pods })));
void follow<Namespace>(api, "/api/v1/namespaces", (namespaces) => plan(Object.assign(known, { namespaces })));
void follow<Policy & { metadata: { uid: string } }>(
  api,
  "/apis/networking.k8s.io/v1/networkpolicies",
  (policies) => plan(Object.assign(known, { policies })),
);

/** Many events come at once: the rules are made once for all of them. */
function plan(_because?: unknown): void {
  if (planned) return;
  planned = true;
  setTimeout(write, 10);
}

function write(): void {
  planned = false;
  const { pods, namespaces, policies } = known;
  if (!pods || !namespaces || !policies) return;
  const rules = rulesOf({
    policies,
    pods: podsOf(pods, addressesOf(readResults())),
    namespaces: new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
  });
  if (rules === written) return;
  const { status, stderr } = spawnSync("nft", ["-f", "-"], { input: rules, encoding: "utf8" });
  if (status === 0) written = rules;
  else console.error(`nft: ${stderr}\n${rules}`);
}

function readResults(): string[] {
  return readdirSync(results).flatMap((name) => {
    try {
      return [readFileSync(path.join(results, name), "utf8")];
    } catch {
      return []; // the pod has ended meanwhile
    }
  });
}
