import type { CodeRow } from "./row.ts";

/** CR9xx: external tools. */
export const toolsCodes = {
  CR901: {
    severity: "error",
    title: "a tool is missing",
    docs: "chartroom drives programs of others: helm, helmfile, sops and, for the embedded cluster, Kubernetes itself. Each is taken from PATH when its version is in the stated range, else from mise, else from chartroom's own cache. This one was in none of the three. `chartroom tools install` builds it from pinned sources with Go; `chartroom doctor` shows all of them, with other ways to get each.",
  },
} as const satisfies Record<string, CodeRow>;
