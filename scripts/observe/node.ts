import path from "node:path";
import type { objectAt } from "../check/rule.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { valueAt } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { taint } from "../core/taint.ts";
import { kubectl, type Target } from "../helmfile/target.ts";
import { strings } from "../run/hook-job.ts";
import { where } from "../run/state.ts";
import type { BeamPod } from "./pod.ts";
import { distributionPort, type Reference, textOf, type Variable, variablesOf } from "./variables.ts";

/** How a pod's BEAM node is joined. */
export interface BeamNode {
  /** `harbour@10.0.0.7`: the name that it goes by, whatever way leads there. */
  readonly name: string;
  /** Its distribution's port inside of the pod. */
  readonly port: number;
  /** The pod's own address. */
  readonly address: string;
  /** Where the cookie lies: an object's key, or a file of the container's image. */
  readonly cookie: Reference | { readonly file: string } | { readonly inSpec: true };
}

export interface NodeWanted {
  /** `--node` */
  readonly node?: string;
  /** `--port` */
  readonly port?: number;
}

/** Reads of a running pod how its node is named and where it listens. No secret is read for it. */
export async function findNode(target: Target, pod: BeamPod, wanted: NodeWanted): Promise<Result<BeamNode>> {
  const variables = await variablesOf(target, pod.pod, pod.container);
  const text = async (name: string) => textOf(target, pod.namespace, plain(variables.get(name)));
  if ((await text("RELEASE_DISTRIBUTION")) === "none") return fail([noDistribution(pod)]);
  const address = String(valueAt(pod.pod, ["status", "podIP"]) ?? "");
  const name = wanted.node ?? (await text("RELEASE_NODE"));
  if (name === undefined || !/^[\w-]+@[\w.:-]+$/.test(name))
    return fail([
      unknown(
        pod,
        name === undefined ? "it has no RELEASE_NODE" : `its RELEASE_NODE is ${name}`,
        `--node NAME@${address}`,
      ),
    ]);
  const flags = (
    await Promise.all(["ERL_AFLAGS", "ERL_FLAGS", "ERL_ZFLAGS", "ELIXIR_ERL_OPTIONS"].map(text))
  ).join(" ");
  if (/-proto_dist\s+inet6?_tls/.test(flags))
    return fail([
      diagnostic("CR643", `the nodes of ${pod.release.name} speak TLS to each other`, {
        note: "whoever joins needs a certificate of theirs, which lies in the pods",
        help: "start in the pod: --via exec",
      }),
    ]);
  const fixed = /inet_dist_listen_min\s+(\d+)|-erl_epmd_port\s+(\d+)/.exec(flags);
  const port = wanted.port ?? (fixed ? Number(fixed[1] ?? fixed[2]) : distributionPort(pod.container));
  if (port === undefined)
    return fail([unknown(pod, "no flag and no port of it says where it listens", "--port PORT")]);
  return ok({ name, port, address, cookie: cookieOf(pod, variables.get("RELEASE_COOKIE")) });
}

/** The cookie itself, through a pipe; whatever is printed from here on does not show it. */
export async function readCookie(
  target: Target,
  pod: BeamPod,
  { cookie }: BeamNode,
): Promise<Result<string>> {
  const read = await rawCookie(target, pod, cookie);
  const text = read?.trim() ?? "";
  taint.add(text);
  // What a cookie may be: an atom's characters. A line's end would end the file that it is written to.
  if (/^[\x21-\x7e]{1,255}$/.test(text)) return ok(text);
  const where =
    "file" in cookie
      ? `the file ${cookie.file} of the pod`
      : "name" in cookie
        ? `Secret ${cookie.name}`
        : "the pod's spec";
  return fail([
    unknown(
      pod,
      `${where} has no cookie that you may read`,
      "ask for the right to read it, or --via exec, which needs none",
    ),
  ]);
}

async function rawCookie(
  target: Target,
  pod: BeamPod,
  cookie: BeamNode["cookie"],
): Promise<string | undefined> {
  if ("file" in cookie) {
    const words = ["exec", pod.name, "--container", String(pod.container.name), "--", "cat", cookie.file];
    const ran = await kubectl([...where(target, pod.namespace), ...words], target.env);
    return ran.code === 0 ? ran.stdout : undefined;
  }
  const variable =
    "inSpec" in cookie
      ? (await variablesOf(target, pod.pod, pod.container)).get("RELEASE_COOKIE")
      : { from: cookie };
  return textOf(target, pod.namespace, variable);
}

/** Without RELEASE_COOKIE a release takes the one that `mix release` wrote beside it. */
function cookieOf({ container }: BeamPod, variable: Variable | undefined): BeamNode["cookie"] {
  if (variable !== undefined) return "from" in variable ? variable.from : { inSpec: true };
  return { file: path.posix.join(releaseFolder(container), "releases/COOKIE") };
}

/** The release's folder in the image: above the `bin` of the program that serves. */
export function releaseFolder(container: ReturnType<typeof objectAt>): string {
  const [program = ""] = [...strings(container.command), ...strings(container.args)];
  const folder = /^(\/.*)\/bin\/[^/]+$/.exec(program)?.[1];
  return folder ?? "/app";
}

/** A name or a port that lies in a Secret is not asked for. */
function plain(variable: Variable | undefined): Variable | undefined {
  return variable !== undefined && "from" in variable && variable.from.kind === "Secret"
    ? undefined
    : variable;
}

function noDistribution({ release, namespace, name }: BeamPod): Diagnostic {
  return diagnostic("CR640", `the node in ${namespace}/${name} has no distribution`, {
    note: "its RELEASE_DISTRIBUTION is none; with charts/phoenix that is the value `clustering.strategy: none`",
    help: `set \`clustering.strategy: dns\` and a cookie for ${release.name}, and apply; one replica alone may have it, too`,
  });
}

function unknown({ namespace, name }: BeamPod, note: string, help: string): Diagnostic {
  return diagnostic("CR642", `how to join the node in ${namespace}/${name} is not known`, { note, help });
}
