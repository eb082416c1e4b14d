import type { CodeRow } from "./row.ts";

/** CR9xx: external tools. */
export const toolsCodes = {
  CR901: {
    severity: "error",
    title: "a tool is missing",
    docs: "chartroom drives programs of others: helm, helmfile, sops and, for the embedded cluster, Kubernetes itself. Each is taken from PATH when its version is in the stated range, else from mise, else from chartroom's own cache. This one was in none of the three. `chartroom tools install` builds it from pinned sources with Go; `chartroom doctor` shows all of them, with other ways to get each.",
  },
  CR902: {
    severity: "warning",
    title: "a tool on PATH is outside the range",
    docs: "A program of the right name is on PATH, but its version is older or newer than what chartroom was tried with, so it is passed over and the next place is looked at (mise, then chartroom's cache). Nothing is wrong as long as another one was found. Bring the program into the range to use it.",
  },
  CR903: {
    severity: "error",
    title: "Go is missing",
    docs: "A tool that is nowhere on this machine is built from its pinned Go sources, which needs Go itself. Install Go from https://go.dev/dl/ or by a package manager; or install the tools ready-made, as `chartroom doctor` lists them, and Go is not needed at all.",
  },
  CR904: {
    severity: "error",
    title: "Go is too old",
    docs: "The `go` line of a tool's go.mod names the oldest Go that compiles it. chartroom never lets Go download another Go by itself (GOTOOLCHAIN=local), so that what runs on your machine is what you installed. Install a newer Go, or the tool ready-made.",
  },
  CR905: {
    severity: "error",
    title: "sources could not be downloaded",
    docs: "Building a tool downloads its sources from the Go module proxy, or from where your GOPROXY says. That failed: no network, a company proxy that is not set (HTTPS_PROXY, GOPROXY), or a mirror that lacks the version. What was downloaded before is kept, so running the same command again goes on from there.",
  },
  CR906: {
    severity: "error",
    title: "a tool could not be built",
    docs: "Go stopped while it compiled or linked a tool, or the result did not run. The usual reasons are memory (linking Kubernetes takes up to 3 GB) and disk space (Go's build cache needs several GB). Other tools are not affected, and what was compiled is kept.",
  },
  CR907: {
    severity: "error",
    title: "a download is not what was pinned",
    docs: "Each tool's go.sum holds the checksum of every source it is made of. What came from the network has another one: a proxy that changes files, or somebody in between. Nothing of it was used. Do not work around this by deleting go.sum.",
  },
  CR908: {
    severity: "error",
    title: "chart-testing is missing",
    docs: "`chartroom lint --ct` runs the real `ct lint`, which in turn runs `yamllint` and `yamale`, two programs of Python. One of them is not on PATH. `chartroom lint --native` checks the same without any of them, and is what `chartroom lint` does where they are missing.",
  },
} as const satisfies Record<string, CodeRow>;
