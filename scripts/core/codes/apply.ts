import type { CodeRow } from "./row.ts";

/** CR6xx: apply, release state and clusters. */
export const applyCodes = {
  CR601: {
    severity: "error",
    title: "the cluster's folder is not chartroom's",
    docs: "The embedded cluster lives in one folder of chartroom's cache, which holds a marker file. A folder of that name without the marker was made by somebody else, so chartroom neither starts a cluster in it nor removes it.",
  },
  CR602: {
    severity: "error",
    title: "the embedded cluster did not start",
    docs: "kwokctl starts etcd, the Kubernetes API server, controller manager and scheduler, and kwok, which simulates one node. One of them did not get ready. Their logs are kept in the folder that the message names; `chartroom cluster down` followed by `chartroom cluster up` starts from nothing.",
  },
} as const satisfies Record<string, CodeRow>;
