import { existsSync, readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { escapePattern } from "../core/escape-pattern.ts";
import { isDirectory, isFile, readIfThere } from "../core/files.ts";

/** A chart that lives elsewhere, as a release names it. */
export interface RemoteChart {
  /** `repo/chart` or `oci://registry/path/chart`. */
  readonly chart: string;
  readonly version: string | undefined;
}

/**
 * Where Helm or helmfile has left this very version of a remote chart on the machine; undefined where neither has. Nothing
 * is fetched: a check must not depend on the network. Without an exact version nobody can tell which one was meant.
 */
export function fetchedChart({ chart, version }: RemoteChart): string | undefined {
  if (version === undefined || !/^v?\d+\.\d+\.\d+/.test(version)) return undefined;
  return helmfileCache(chart, version) ?? helmCache(chart, version);
}

/** helmfile keeps what it pulls from a registry unpacked, below the chart's name and version. */
function helmfileCache(chart: string, version: string): string | undefined {
  const home = process.env.HELMFILE_CACHE_HOME || path.join(userCache(), "helmfile");
  const parts = chart
    .replace(/\/\/|[:.&]/g, "_")
    .split("/")
    .filter((part) => part !== "" && part !== "..");
  const folder = path.join(home, ...parts, version.replace(/[^\w.+-]/g, "_"));
  return chartBelow(folder, 2);
}

function chartBelow(folder: string, depth: number): string | undefined {
  if (isFile(path.join(folder, "Chart.yaml"))) return folder;
  if (depth === 0 || !isDirectory(folder)) return undefined;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const found = entry.isDirectory() ? chartBelow(path.join(folder, entry.name), depth - 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Helm 3 keeps archives by name and version, Helm 4 by the digest that the repository's index names. */
function helmCache(chart: string, version: string): string | undefined {
  const cache = process.env.HELM_CACHE_HOME || path.join(userCache(), "helm");
  const repositories = process.env.HELM_REPOSITORY_CACHE || path.join(cache, "repository");
  const name = path.posix.basename(chart);
  const archive = path.join(repositories, `${name}-${version.replace(/^v/, "")}.tgz`);
  for (const file of [archive, path.join(repositories, `${name}-${version}.tgz`)])
    if (existsSync(file)) return file;
  const [repository = ""] = chart.split("/");
  if (chart.startsWith("oci://") || /[^\w.-]/.test(repository)) return undefined;
  const index = readIfThere(path.join(repositories, `${repository}-index.yaml`));
  const digest = index && digestIn(index, name, version);
  if (!digest) return undefined;
  const contents = process.env.HELM_CONTENT_CACHE || path.join(cache, "content");
  const file = path.join(contents, digest.slice(0, 2), `${digest}.chart`);
  return existsSync(file) ? file : undefined;
}

/** An index can be large, so its lines are looked through instead of parsing it. */
function digestIn(index: string, name: string, version: string): string | undefined {
  const start = index.search(new RegExp(`^ {2}${escapePattern(name)}:\\s*$`, "m"));
  if (start < 0) return undefined;
  const rest = index.slice(index.indexOf("\n", start) + 1);
  const end = rest.search(/^(?: {0,2}[^\s-])/m);
  const items = (end < 0 ? rest : rest.slice(0, end)).split(/^ {2}(?=- )/m);
  const wanted = version.replace(/^v/, "");
  for (const item of items) {
    const stated = /^[- ] {1,3}version: ["']?v?([^"'\s]+)/m.exec(item)?.[1];
    if (stated === wanted) return /^[- ] {1,3}digest: ["']?(?:sha256:)?([0-9a-f]{64})/m.exec(item)?.[1];
  }
  return undefined;
}

function userCache(): string {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  return process.platform === "darwin"
    ? path.join(os.homedir(), "Library", "Caches")
    : path.join(os.homedir(), ".cache");
}
