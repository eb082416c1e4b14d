import { taint } from "../core/taint.ts";
import type { LayerNode } from "../layers/model.ts";
import { readLayer } from "../layers/read.ts";
import { secretsFiles } from "./files.ts";
import { openLayer } from "./open.ts";

/**
 * Opens every secrets file of the repository that can be opened, so that its values are masked. For the moment before
 * words of helmfile are shown that failed earlier than the layers were read: they can repeat any value.
 */
export async function taintSecrets(root: string): Promise<void> {
  for (const { file } of secretsFiles(root, [])) {
    const read = readLayer(root, file);
    if (read.ok && !read.value.sops) rememberLeaves(read.value.root);
    else if (read.ok) await openLayer(root, read.value);
  }
}

/** What stands in a file of secrets is secret, also where somebody forgot to encrypt it. */
export function rememberLeaves(node: LayerNode): void {
  if (node.kind === "scalar") {
    taint.add(node.value);
    taint.hide(node.place);
  } else if (node.kind === "list") node.items.forEach(rememberLeaves);
  else for (const { node: child } of node.entries.values()) rememberLeaves(child);
}
