import type { CodeRow } from "./row.ts";

/** CR73x: certificates for local HTTPS (`chartroom cert`). */
export const certCodes = {
  CR730: {
    severity: "error",
    title: "nothing here can sign certificates",
    docs: "`chartroom cert` has mkcert sign, or openssl with an authority of chartroom's own; Node's crypto reads certificates and makes none. Neither program is on PATH. Either will do; mkcert also makes browsers trust it.",
  },
  CR731: {
    severity: "error",
    title: "the certificate was not made",
    docs: "The program that signs failed, or what it made is not what was asked for. The note has its words. Files that were there before are as they were. `chartroom cert --force` makes a new one whatever is there.",
  },
  CR732: {
    severity: "error",
    title: "no name of a host",
    docs: "A certificate names hosts (`shop.localhost`), hosts below one (`*.shop.localhost`) and addresses (`127.0.0.1`, `::1`): no scheme, no port, no path. A name from an environment's values that is none is told here, too.",
  },
  CR733: {
    severity: "warning",
    title: "git would take the private key",
    docs: "The key lies in a git repository and no .gitignore names it, so the next `git add` could commit it. Add the line that the help names; chartroom edits no file of yours for this.",
  },
  CR734: {
    severity: "error",
    title: "a certificate of this machine is for a local cluster",
    docs: "The authority that signs is trusted on this machine alone, and its key lies here. So a Secret is only put into the cluster of the environment `local`, or of a context that is known to be one of this machine (minikube, kind, k3d, kwok, docker-desktop, rancher-desktop, orbstack, colima, microk8s). Elsewhere cert-manager is what you want.",
  },
  CR735: {
    severity: "error",
    title: "the Secret was not written",
    docs: "The cluster refused it: the namespace is not there yet (apply first, or create it), you have no right to, or another manager, such as cert-manager, owns it. What was there is unchanged.",
  },
} as const satisfies Record<string, CodeRow>;
