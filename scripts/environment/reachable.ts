import path from "node:path";
import { readIfThere } from "../core/files.ts";
import type { Watched } from "./watched.ts";

/** What helmfile can take for a template, or for values in which references stand. */
const TEXT = /\.(?:ya?ml|gotmpl|tpl|tmpl)$/;

/**
 * The texts that helmfile can come to, by their file: those beside the helmfiles and at the root, and all of the root's
 * folders that one of them mentions, in whatever way. Templates of charts are left out: they are Helm's, and helmfile
 * comes to one by a function alone (watchable.ts). `environment` counts as mentioned.
 */
export function reachableTexts(
  root: string,
  { files }: Watched,
  helmfiles: readonly string[],
  environment: string,
): Map<string, string> {
  const charts = new Set(files.filter((one) => path.posix.basename(one) === "Chart.yaml").map(folderOf));
  const open = new Set(files.filter((file) => TEXT.test(file) && !isOfChart(file, charts)));
  const texts = new Map<string, string>();
  const take = (wanted: (file: string) => boolean): string => {
    const found = [...open].filter(wanted);
    for (const file of found) {
      texts.set(file, readIfThere(path.join(root, file)) ?? "");
      open.delete(file);
    }
    return found.map((file) => texts.get(file)).join("\n");
  };
  const beside = new Set(
    helmfiles.map((file) => folderOf(path.relative(root, file).split(path.sep).join("/"))),
  );
  const folders = new Set(files.filter((file) => file.includes("/")).map(topOf));
  let fresh = `${environment}\n${take((file) => !file.includes("/") || beside.has(folderOf(file)))}`;
  while (fresh !== "") {
    // A folder that a pattern stands for can be any.
    const all = /[*?\]]["']?\//.test(fresh);
    const mentioned = new Set([...folders].filter((one) => all || fresh.includes(one)));
    fresh = take((file) => file.includes("/") && mentioned.has(topOf(file)));
  }
  return texts;
}

function isOfChart(file: string, charts: ReadonlySet<string>): boolean {
  const steps = file.split("/");
  return steps.some(
    (step, at) =>
      (step === "templates" || step === "crds") && charts.has(steps.slice(0, at).join("/") || "."),
  );
}

function folderOf(file: string): string {
  return path.posix.dirname(file);
}

function topOf(file: string): string {
  return file.slice(0, file.indexOf("/"));
}
