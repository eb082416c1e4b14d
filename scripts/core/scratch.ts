import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { onExit } from "./lifetime.ts";

/** A folder on disk for what is no secret: too large for memory, or to be executed. */
export interface Scratch {
  readonly path: string;
  readonly remove: () => void;
}

/** Makes `chartroom-NAME-…` in the temp directory; it goes with `remove`, or when this process ends. */
export function scratchFolder(name: string): Scratch {
  const folder = mkdtempSync(path.join(os.tmpdir(), `chartroom-${name}-`));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  const forget = onExit(clear);
  return {
    path: folder,
    remove: () => {
      clear();
      forget();
    },
  };
}
