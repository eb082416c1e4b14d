import { readLayer } from "../layers/read.ts";
import { secretsFiles } from "./files.ts";
import { openLayer } from "./open.ts";
import { rememberLeaves } from "./remember.ts";

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
