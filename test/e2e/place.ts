import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { type Ran, run } from "../../scripts/core/exec.ts";
import { onExit } from "../../scripts/core/lifetime.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { type CliResult, collected, projectRoot, sampleRepository } from "../rig.ts";
import { appImage, postgresImage, type Version } from "./images.ts";
import { loadScript } from "./load.ts";
import type { Load, Loads } from "./loads.ts";
import type { Site } from "./site.ts";

/** curl's exit code for a connection that was refused. */
const CURL_REFUSED = 7;

/** What a scenario may change in the environment `local` of the sample repository. */
export interface Changes {
  readonly version?: Version;
  readonly replicas?: number;
  /** Seconds that Helm waits for pods and hooks. */
  readonly timeout?: number;
  readonly onFailure?: "hold" | "rollback";
  /** Chart values of `phoenix`, over all others. */
  readonly phoenix?: Readonly<Record<string, unknown>>;
  /** The same of `postgres`. */
  readonly postgres?: Readonly<Record<string, unknown>>;
}

/** The page of the sample application, as JSON. */
export interface Page {
  readonly schema: number;
  readonly seeds: number;
  readonly node: string;
  readonly nodes: readonly string[];
}

/** A namespace of the cluster and a copy of the sample repository that is released into it. */
export class Place {
  readonly root = sampleRepository();
  readonly site: Site;
  readonly namespace: string;
  private readonly loads: Loads;

  constructor(site: Site, namespace: string, loads: Loads) {
    this.site = site;
    this.namespace = namespace;
    this.loads = loads;
  }

  /** Writes the environment's values. */
  set({ version = "1", replicas = 2, timeout = 300, onFailure, phoenix = {}, postgres = {} }: Changes): void {
    const values = {
      context: this.site.context,
      namespace: this.namespace,
      timeout,
      ...(onFailure && { onFailure }),
      releases: { postgres: { enabled: true } },
      phoenix: {
        image: { repository: appImage, tag: version },
        replicaCount: replicas,
        host: "harbour.localhost",
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { cpu: "2", memory: "512Mi" } },
        probes: {
          startup: { periodSeconds: 1, failureThreshold: 150 },
          readiness: { path: "/readyz", periodSeconds: 1 },
        },
        shutdown: { preStopSleepSeconds: 3, gracePeriodSeconds: 40 },
        ...phoenix,
        hooks: {
          helmTimeoutSeconds: timeout,
          migrate: { activeDeadlineSeconds: timeout / 2 },
          seed: { activeDeadlineSeconds: timeout / 2 },
          resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { cpu: "2", memory: "512Mi" } },
          ...(phoenix.hooks as object | undefined),
        },
      },
      postgres: {
        image: postgresImage,
        persistence: { size: "1Gi" },
        resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "2", memory: "256Mi" } },
        ...postgres,
      },
    };
    writeFileSync(path.join(this.root, "environments/local/values.yaml"), JSON.stringify(values));
  }

  /** Runs chartroom as a user would who has the cluster as its context. */
  chartroom(...args: string[]): Promise<CliResult> {
    return this.start(args).ended;
  }

  /** The same, for a scenario that does something meanwhile. The child is nsenter, which becomes chartroom. */
  start(
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): { child: ChildProcess; ended: Promise<CliResult> } {
    const binary = path.join(projectRoot, "dist/scripts/main.js");
    const [program, ...rest] = this.site.here(process.execPath, [binary, "-e", "local", ...args]);
    const child = spawn(program as string, rest, {
      cwd: this.root,
      env: {
        ...process.env,
        CI: "true",
        NO_COLOR: "1",
        FORCE_COLOR: undefined,
        ...this.site.env,
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    // It ends what it has started, when this run is interrupted; killed, it would leave helmfile at work.
    const forget = onExit(() => child.kill("SIGTERM"));
    return { child, ended: collected(child).finally(forget) };
  }

  apply(...args: string[]): Promise<CliResult> {
    return this.chartroom("apply", "--yes", ...args);
  }

  /** Makes objects before the first apply. */
  async create(...items: readonly object[]): Promise<void> {
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    const ran = await this.site.kubectl(["apply", "-f", "-"], list);
    if (ran.code !== 0) throw new Error(ran.stderr);
  }

  /** kubectl in the namespace; throws when it fails. */
  async kubectl(...args: string[]): Promise<string> {
    const ran = await this.site.kubectl(["-n", this.namespace, ...args]);
    if (ran.code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${ran.stderr}`);
    return ran.stdout;
  }

  /**
   * Rows as psql prints them: a line each, columns parted by `|`. Asked inside of the database's pod, as its owner or with
   * another login. Statement and password go by a pipe, since either may hold what argv must not.
   */
  async sql(statement: string, login?: { user: string; password: string }): Promise<string> {
    const psql = `read -r given; PGPASSWORD="\${given:-$POSTGRES_PASSWORD}" exec psql -XqAt -v ON_ERROR_STOP=1 -h 127.0.0.1 -U "\${1:-$POSTGRES_USER}" -f - "$POSTGRES_DB"`;
    const args = ["-n", this.namespace, "exec", "-i", "postgres-0", "--", "sh", "-c", psql, "sh"];
    const input = `${login?.password ?? ""}\n${statement}\n`;
    const ran = await this.site.kubectl([...args, login?.user ?? ""], input);
    if (ran.code !== 0) throw new Error(`psql: ${ran.stderr}`);
    return ran.stdout.trim();
  }

  /** helm in the namespace. */
  async helm(verb: string, ...args: string[]): Promise<Ran> {
    const helm = await findTool("helm");
    if (!helm.ok) throw new Error("helm is not there");
    const all = [verb, "--kube-context", this.site.context, "--namespace", this.namespace, ...args];
    const [program, ...rest] = this.site.here(helm.value.path, all);
    return run(program as string, rest, { env: this.site.env });
  }

  /** The last revision of a release and its state in Helm's words: `2 deployed`. */
  async release(name: string): Promise<string> {
    const states = ["--deployed", "--failed", "--pending", "--uninstalled", "--uninstalling"];
    const ran = await this.helm("list", ...states, "--filter", `^${name}$`, "--output", "json");
    const [first] = JSON.parse(ran.stdout || "[]") as { revision: string; status: string }[];
    return first ? `${first.revision} ${first.status}` : "none";
  }

  /** Pods of the application that are not on their way out, of one version or all, by name. */
  async pods(
    version?: Version,
  ): Promise<{ name: string; image: string; created: string; ready: boolean; address: string }[]> {
    const selector = "app.kubernetes.io/name=phoenix,app.kubernetes.io/component=web";
    const list = JSON.parse(await this.kubectl("get", "pods", "-l", selector, "-o", "json")) as {
      items: Pod[];
    };
    return list.items
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .map(({ metadata, spec, status }) => ({
        name: metadata.name,
        image: spec.containers[0]?.image ?? "",
        created: metadata.creationTimestamp,
        address: status.podIP ?? "",
        ready: status.containerStatuses?.every((one) => one.ready) ?? false,
      }))
      .filter(({ image }) => version === undefined || image.endsWith(`:${version}`))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** The address of the application's Service in the cluster's network. */
  async url(): Promise<string> {
    return `http://${await this.kubectl("get", "service", "phoenix", "-o", "jsonpath={.spec.clusterIP}")}`;
  }

  /**
   * The application's page. A connection that is refused is tried again for some seconds: kube-proxy of a busy node opens
   * the Service a moment after its first pod is ready. What a load counts as failed is not touched by that.
   */
  async page(url?: string): Promise<Page> {
    const address = url ?? (await this.url());
    for (let left = 20; ; left -= 1) {
      const ran = await this.site.get(`${address}/`);
      if (ran.code === 0) return JSON.parse(ran.stdout) as Page;
      if (ran.code !== CURL_REFUSED || left === 0) throw new Error(`the page: ${ran.stderr}`);
      await sleep(500);
    }
  }

  /** The page of each pod that is ready. */
  async pages(): Promise<Page[]> {
    const ready = (await this.pods()).filter((one) => one.ready);
    return Promise.all(ready.map(({ address }) => this.page(`http://${address}:4000`)));
  }

  /**
   * Begins a load on the Service, so many requests a second, one path after the other. It begins where the page answers:
   * what kube-proxy has still to do after a first install is nothing that an upgrade has lost.
   */
  async load(rate: number, ...paths: string[]): Promise<Load> {
    const url = await this.url();
    await this.page(url);
    return this.loads.start(this.site.node(loadScript(url, rate, paths)));
  }

  /** Events of the namespace, oldest first: `reason kind/name: message`. */
  async events(): Promise<string[]> {
    const lines =
      "{range .items[*]}{.reason} {.involvedObject.kind}/{.involvedObject.name}: {.message}{'\\n'}{end}";
    const args = ["get", "events", "--sort-by=.metadata.creationTimestamp", "-o", `jsonpath=${lines}`];
    return (await this.kubectl(...args.map((one) => one.replace("'\\n'", '"\\n"')))).split("\n");
  }
}

/** The parts of a pod that are read. */
interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
  readonly status: {
    readonly podIP?: string;
    readonly containerStatuses?: readonly { readonly ready: boolean }[];
  };
}
