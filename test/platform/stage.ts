import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { embeddedKubeconfig } from "../../scripts/cluster/names.ts";
import { type Ran, run } from "../../scripts/core/exec.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { type PartName, program } from "./parts.ts";

/** What the checks share: the cluster, a folder of their own, and programs that stay until the check's end. */
export class Stage {
  readonly folder: string;
  readonly say: (line: string) => void;
  readonly #running: { child: ChildProcess; log: string }[] = [];

  constructor(folder: string, say: (line: string) => void) {
    this.folder = folder;
    this.say = say;
  }

  get kubeconfig(): string {
    return embeddedKubeconfig();
  }

  /** kubectl against the cluster, whatever it answers. */
  async kubectl(args: readonly string[], input?: string): Promise<Ran> {
    const tool = await findTool("kubectl");
    if (!tool.ok) throw new Error("kubectl was not found");
    return run(tool.value.path, ["--kubeconfig", this.kubeconfig, ...args], {
      env: { KUBECACHEDIR: path.join(this.folder, "kube-cache") },
      ...(input !== undefined && { input }),
    });
  }

  /** What kubectl prints; throws with its words where it fails. */
  async ask(args: readonly string[], input?: string): Promise<string> {
    const ran = await this.kubectl(args, input);
    if (ran.code !== 0) throw new Error(`kubectl ${args.slice(0, 6).join(" ")} failed\n${ran.stderr}`);
    return ran.stdout;
  }

  /** Applies objects on the server's side; throws where one is refused. */
  async apply(objects: readonly unknown[]): Promise<string> {
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
    return this.ask(["apply", "--server-side", "--force-conflicts", "-f", "-"], list);
  }

  /** Runs a real part to its end. */
  async part(name: PartName, args: readonly string[], input?: string): Promise<Ran> {
    const env = { KUBECONFIG: this.kubeconfig };
    return run(await program(name, this.say), args, { env, ...(input !== undefined && { input }) });
  }

  /** Starts a real part that stays, with a log; its log so far is what `log` reads. */
  async start(name: PartName, args: readonly string[]): Promise<{ log: () => string }> {
    return this.startProgram(name, await program(name, this.say), args);
  }

  startProgram(name: string, command: string, args: readonly string[]): { log: () => string } {
    mkdirSync(path.join(this.folder, "logs"), { recursive: true });
    const log = path.join(this.folder, "logs", `${name}-${this.#running.length}`);
    const file = openSync(log, "w");
    const env = { ...process.env, KUBECONFIG: this.kubeconfig };
    const child = spawn(command, args, { stdio: ["ignore", file, file], env, cwd: this.folder });
    child.on("error", (error) => this.say(`${name}: ${error.message}`));
    this.#running.push({ child, log });
    return { log: () => readFileSync(log, "utf8") };
  }

  /** Ends all that `start` started. */
  async endAll(): Promise<void> {
    for (const { child } of this.#running.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    }
  }

  /**
   * Removes what a check has made, so that the next one has the cluster to itself: webhooks that nobody answers any more,
   * objects that a controller would take for its own, releases of the same name with other values.
   */
  async clear(): Promise<void> {
    await this.ask(["delete", "mutatingwebhookconfigurations,validatingwebhookconfigurations", "--all"]);
    const named = await this.ask(["get", "namespaces", "--output", "jsonpath={.items[*].metadata.name}"]);
    const namespaces = named.split(" ").filter((name) => !/^(?:default|kube-.*)$/.test(name));
    const clusterWide = await this.kubectl(["delete", "clusterissuers,gatewayclasses", "--all"]);
    if (clusterWide.code !== 0) this.say(clusterWide.stderr);
    if (namespaces.length > 0)
      await this.ask(["delete", "namespaces", ...namespaces, "--timeout=300s", "--ignore-not-found"]);
  }

  /** The end of each running program's log, for somebody who sees a check fail. */
  lastWords(): string {
    return this.#running
      .map(({ log }) => {
        const lines = readFileSync(log, "utf8").trimEnd().split("\n");
        return `--- ${path.basename(log)}\n${lines.slice(-12).join("\n")}`;
      })
      .join("\n");
  }
}

/** Asks five times a second for up to five minutes until the answer is something; throws with what was waited for. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 300_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await sleep(200);
  }
}
