import { spawnSync } from "node:child_process";
import { type Ran, run } from "../../scripts/core/exec.ts";
import { onExit } from "../../scripts/core/lifetime.ts";
import { clusterOfContext, loadWords } from "../../scripts/image/load.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { trafficImage } from "./images.ts";
import { CannotRun } from "./scenario.ts";
import type { Site } from "./site.ts";

const PREFIX = "chartroom-e2e-";
const TRAFFIC = { name: "traffic", namespace: `${PREFIX}traffic` };

/** Contexts of clusters that run on the computer of who uses them. */
const LOCAL = /^(?:minikube|docker-desktop|rancher-desktop|orbstack|colima.*|kind-.+|k3d-.+)$/;

/** A cluster that was there before, used through its kubeconfig alone. */
export interface ContextSite extends Site {
  /** Removes what the run has made there; done without waiting when the run is interrupted before. */
  tidy(): Promise<void>;
}

/**
 * The context to use: the one that is named, or the current one where it looks like a cluster on this computer. A
 * cluster that others may share must be named. Throws with the reason.
 */
export async function chosenContext(wanted: string | true): Promise<string> {
  if (wanted !== true) return wanted;
  const view = await run(await kubectlProgram(), ["config", "view", "--minify", "--output", "json"]);
  const config = view.code === 0 ? JSON.parse(view.stdout) : {};
  const context: string = config["current-context"] ?? "";
  if (context === "") throw new CannotRun("--context: the kubeconfig has no current context");
  const reason = whyShared(context, config.clusters?.[0]?.cluster?.server ?? "");
  if (reason !== undefined) throw new CannotRun(reason);
  return context;
}

/** Why a context must be named before scenarios apply to it, kill what they started and delete what they made. */
export function whyShared(context: string, server: string): string | undefined {
  const host = URL.canParse(server) ? new URL(server).hostname : "";
  if (LOCAL.test(context) || /^(?:localhost|127\..*|\[::1\])$/.test(host)) return undefined;
  return `the current context ${context} may be of a cluster that others use; if it is to be this one: --context ${context}`;
}

/** The command that loads an archive of images into the cluster of a context: what is given, or kind's or minikube's. */
export function loadCommand(context: string, archive: string, given?: string): string[] {
  if (given !== undefined) return ["sh", "-c", `${given} "$1"`, "sh", archive];
  const local = clusterOfContext(context);
  if (local === undefined)
    throw new CannotRun(
      `how do images get to ${context}? --load 'COMMAND', which gets the archive as its last word`,
    );
  return [local.kind, ...loadWords(local, "", archive)];
}

/** Loads the images and starts the pod that requests are sent from. */
export async function contextSite(context: string, archive: string, given?: string): Promise<ContextSite> {
  const program = await kubectlProgram();
  const words = (args: readonly string[]) => ["--context", context, ...args];
  const kubectl: Site["kubectl"] = (args, input) =>
    run(program, words(args), input === undefined ? {} : { input });
  const there = await kubectl(["get", "namespaces", "--output", "jsonpath={.items[*].metadata.name}"]);
  done(there, `the cluster ${context} does not answer`);
  const taken = new Set(there.stdout.split(" "));
  const made: string[] = [];
  const claim = (namespace: string): void => {
    if (taken.has(namespace)) throw new CannotRun(`${context} has a namespace ${namespace} that is not ours`);
    made.push(namespace);
  };
  claim(TRAFFIC.namespace);
  const load: Site["load"] = async (file) => {
    const [loader, ...rest] = loadCommand(context, file, given);
    done(await run(loader as string, rest), "the images were not loaded");
  };
  await load(archive);
  const removal = () => words(["delete", "namespace", ...made, "--ignore-not-found"]);
  const forget = onExit(() => {
    spawnSync(program, [...removal(), "--wait=false"]);
  });
  done(await kubectl(["apply", "-f", "-"], JSON.stringify(trafficObjects())), "the traffic pod was not made");
  const wait = ["-n", TRAFFIC.namespace, "wait", "pod/traffic", "--for=condition=Ready", "--timeout=120s"];
  done(await kubectl(wait), "the traffic pod does not start");
  const inPod = (args: readonly string[]) =>
    words(["-n", TRAFFIC.namespace, "exec", "-i", TRAFFIC.name, "--", "node", ...args]);
  return {
    context,
    prefix: PREFIX,
    env: {},
    enforcer: "what enforces NetworkPolicies is the cluster's own",
    here: (command, args) => [command, ...args],
    node: (args) => [program, ...inPod(args)],
    kubectl,
    get: (url) => run(program, inPod(["-e", GET, url])),
    load,
    claim,
    tidy: async () => {
      done(await run(program, removal()), "not all was removed");
      forget();
    },
  };
}

/** Prints an answer; ends with 1 where there is none that is good. */
const GET = `fetch(process.argv[1], { headers: { accept: "application/json" }, signal: AbortSignal.timeout(10000) })
  .then(async (answer) => { console.log(await answer.text()); if (!answer.ok) throw new Error(answer.statusText) })
  .catch((error) => { console.error(String(error)); process.exit(1) })`;

function trafficObjects(): object {
  const container = {
    name: "node",
    image: trafficImage,
    imagePullPolicy: "Never",
    command: ["sleep", "infinity"],
  };
  const spec = {
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    containers: [container],
  };
  return {
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: TRAFFIC.namespace } },
      { apiVersion: "v1", kind: "Pod", metadata: TRAFFIC, spec },
    ],
  };
}

async function kubectlProgram(): Promise<string> {
  const found = await findTool("kubectl");
  if (!found.ok) throw new CannotRun("there is no kubectl");
  return found.value.path;
}

function done({ code, stderr }: Ran, what: string): void {
  if (code !== 0) throw new Error(`${what}: ${stderr}`);
}
