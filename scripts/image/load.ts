import path from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { scratchFolder } from "../core/scratch.ts";
import { candidates } from "../tools/find.ts";
import { archiveOf, saveImage } from "./build.ts";
import { type Engine, reasonIn } from "./engine.ts";

/** A cluster on this machine, with a store of images of its own. */
export type LocalCluster =
  | { readonly kind: "minikube"; readonly profile: string }
  | { readonly kind: "kind"; readonly cluster: string }
  | { readonly kind: "containerd"; readonly socket: string };

/** containerd's own address, and k3s'. */
const SOCKET = "/run/containerd/containerd.sock";

/** The local cluster that a context of a kubeconfig stands for; undefined for any other cluster. */
export function clusterOfContext(context: string | undefined): LocalCluster | undefined {
  if (context === "minikube") return { kind: "minikube", profile: "minikube" };
  const kind = /^kind-(.+)$/.exec(context ?? "")?.[1];
  return kind === undefined ? undefined : { kind: "kind", cluster: kind };
}

/** What `--to` names: `minikube[:PROFILE]`, `kind[:CLUSTER]`, `containerd[:SOCKET]`; undefined for another word. */
export function clusterOfWord(word: string): LocalCluster | undefined {
  const [kind, ...rest] = word.split(":");
  const name = rest.join(":");
  if (kind === "minikube") return { kind, profile: name || "minikube" };
  if (kind === "kind") return { kind, cluster: name || "kind" };
  return kind === "containerd" ? { kind, socket: name || SOCKET } : undefined;
}

/** The cluster as a sentence names it. */
export function showCluster(to: LocalCluster): string {
  if (to.kind === "minikube")
    return to.profile === "minikube" ? "minikube" : `minikube's profile ${to.profile}`;
  return to.kind === "kind" ? `the kind cluster ${to.cluster}` : `the containerd at ${to.socket}`;
}

/** Copies an image of the engine's into a local cluster's store; `onLine` gets what the loader says. */
export async function loadImage(
  engine: Engine,
  reference: string,
  to: LocalCluster,
  onLine: (line: string) => void,
): Promise<Result<void>> {
  const name = { minikube: "minikube", kind: "kind", containerd: "ctr" }[to.kind];
  const [program] = candidates(name);
  if (program === undefined) {
    return fail([
      diagnostic("CR727", `${name} was not found, so nothing can be loaded into ${showCluster(to)}`, {
        help: `install ${name}, or build without it: --no-load`,
      }),
    ]);
  }
  // minikube and kind take what docker has from docker itself.
  if (engine.name === "docker" && to.kind !== "containerd")
    return said(await run(program, loadWords(to, reference, undefined), { onLine }), reference, to);
  return withArchive(engine, reference, async (archive) =>
    said(await run(program, loadWords(to, reference, archive), { onLine }), reference, to),
  );
}

/** The loader's command line; with an archive where the image is not docker's. */
export function loadWords(to: LocalCluster, reference: string, archive: string | undefined): string[] {
  switch (to.kind) {
    case "minikube":
      return ["--profile", to.profile, "image", "load", archive ?? reference];
    case "kind":
      return archive === undefined
        ? ["load", "docker-image", reference, "--name", to.cluster]
        : ["load", "image-archive", archive, "--name", to.cluster];
    case "containerd":
      // Kubernetes' own images lie in this namespace of containerd.
      return ["--address", to.socket, "--namespace", "k8s.io", "images", "import", archive ?? "-"];
  }
}

async function withArchive(
  engine: Engine,
  reference: string,
  use: (archive: string) => Promise<Result<void>>,
): Promise<Result<void>> {
  if (engine.name === "buildkit") return use(archiveOf(reference));
  const { path: folder, remove } = scratchFolder("image");
  try {
    const archive = path.join(folder, "image.tar");
    const saved = await saveImage(engine, reference, archive);
    return saved.ok ? await use(archive) : saved;
  } finally {
    remove();
  }
}

function said(
  ran: { readonly code: number | null; readonly stderr: string },
  reference: string,
  to: LocalCluster,
): Result<void> {
  if (ran.code === 0) return ok(undefined);
  const why = reasonIn(ran.stderr);
  return fail([
    diagnostic("CR727", `${reference} could not be loaded into ${showCluster(to)}`, {
      ...(why !== undefined && { note: why }),
      help: "`chartroom image load` tries it again without building",
    }),
  ]);
}
