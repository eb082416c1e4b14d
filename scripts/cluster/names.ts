import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { cacheDirectory, isFile, readIfThere } from "../core/files.ts";

/** The context of the embedded cluster; kwokctl makes it from the cluster's name. */
export const embeddedContext = "kwok-chartroom";

/** kwokctl's name of the cluster. */
export const clusterName = "chartroom";

/** The processes of the cluster, in the order they are started, by the names of their pid files. */
export const components = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok-controller",
] as const;

/**
 * The folder that holds everything of the embedded cluster. CHARTROOM_CLUSTER_DIRECTORY names another one, so that
 * tests and a second working copy can have a cluster of their own.
 */
export function clusterDirectory(): string {
  const other = process.env.CHARTROOM_CLUSTER_DIRECTORY;
  return other ? path.resolve(other) : cacheDirectory("cluster");
}

/** The embedded cluster's kubeconfig; the file is there only while the cluster exists. */
export function embeddedKubeconfig(): string {
  return path.join(clusterDirectory(), "kubeconfig");
}

/** The folder in which kwokctl keeps the state of the cluster. */
export function stateDirectory(): string {
  return path.join(clusterDirectory(), "clusters", clusterName);
}

/** What the marker file says: chartroom made this folder, and whether the cluster ever came up. */
export type Marker = { readonly state: "creating" | "created" };

export function markerFile(): string {
  return path.join(clusterDirectory(), "made-by-chartroom.json");
}

export function readMarker(): Marker | undefined {
  const text = readIfThere(markerFile());
  if (text === undefined) return undefined;
  return { state: text.includes('"created"') ? "created" : "creating" };
}

/** The API server's address, as the kubeconfig has it. */
export function serverAddress(): string | undefined {
  if (!isFile(embeddedKubeconfig())) return undefined;
  return /^\s*server:\s*(\S+)/m.exec(readFileSync(embeddedKubeconfig(), "utf8"))?.[1];
}
