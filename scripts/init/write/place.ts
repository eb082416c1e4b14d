import { lstatSync, realpathSync, statSync } from "node:fs";
import path from "node:path";

/** Where a file of the project really lies, or why nothing can be written there. */
export type WritePlace = { readonly file: string } | { readonly refused: string };

/**
 * Follows the way from the root to a file. A symbolic link is followed as long as it stays inside of the project; what
 * leads out of it, or nowhere, is refused: init writes into the project alone.
 */
export function placeOf(root: string, name: string): WritePlace {
  const inside = realpathSync(root);
  const steps = name.split("/");
  let at = inside;
  for (const [index, step] of steps.entries()) {
    const last = index === steps.length - 1;
    const here = path.join(at, step);
    const shown = steps.slice(0, index + 1).join("/");
    const stats = lstatSync(here, { throwIfNoEntry: false });
    if (!stats) return { file: path.join(at, ...steps.slice(index)) };
    at = here;
    if (stats.isSymbolicLink()) {
      const target = real(here);
      if (target === undefined) return { refused: `${shown} is a symbolic link that leads nowhere` };
      if (target !== inside && !target.startsWith(inside + path.sep)) {
        return { refused: `${shown} is a symbolic link out of the project` };
      }
      at = target;
    }
    const kind = statSync(at, { throwIfNoEntry: false });
    if (last && kind?.isDirectory()) return { refused: `${shown} is a folder` };
    if (last && !kind?.isFile()) return { refused: `${shown} is no ordinary file` };
    if (!last && !kind?.isDirectory()) return { refused: `${shown} is no folder` };
  }
  return { file: at };
}

function real(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch {
    return undefined;
  }
}
