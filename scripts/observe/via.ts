import path from "node:path";
import { releaseFolder } from "./node.ts";
import type { BeamPod } from "./pod.ts";

/** What is started: Observer's window, observer_cli, a remote shell, or the release's own remote shell in the pod. */
export const ways = ["observer", "cli", "shell", "exec"] as const;

export type Via = (typeof ways)[number];

/**
 * kubectl's words for the release's own remote shell. Its program is the one of `bin` that mix wrote: named as the release
 * is, which nothing outside of the image tells.
 */
export function execWords(pod: BeamPod): string[] {
  const bin = path.posix.join(releaseFolder(pod.container), "bin");
  const script = `exec "$(grep -l REL_VSN_DIR ${bin}/* | head -n 1)" remote`;
  return [
    "exec",
    "--stdin",
    "--tty",
    pod.name,
    "--container",
    String(pod.container.name),
    "--",
    "sh",
    "-c",
    script,
  ];
}
