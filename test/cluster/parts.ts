import path from "node:path";
import { buildPart, type Part, type Programs } from "./build.ts";

const component = "k8s.io/component-base/version";
const containerd = "github.com/containerd/containerd/v2";

/** What a real node needs beyond chartroom's own tools. `kubernetes` has the versions of scripts/tools/modules. */
const parts: Readonly<Record<string, Part>> = {
  node: {
    programs: { node: "." },
    links: ["kubelet", "kube-proxy"],
    flags: [`-ldflags=-s -w -X ${component}.gitVersion=v1.37.2 -X ${component}.gitTreeState=clean`],
  },
  containerd: {
    programs: Object.fromEntries(
      ["containerd", "containerd-shim-runc-v2", "ctr"].map((name) => [name, `${containerd}/cmd/${name}`]),
    ),
    flags: [
      "-tags=no_btrfs no_devmapper no_zfs no_aufs",
      `-ldflags=-s -w -X ${containerd}/version.Version=v2.4.2`,
    ],
  },
  coredns: { programs: { coredns: "." }, flags: ["-ldflags=-s -w"] },
  pause: { programs: { pause: "." }, flags: ["-ldflags=-s -w"] },
};

/** Builds what is not built yet of a node's parts and returns every program's path. */
export async function buildParts(say: (line: string) => void): Promise<Programs> {
  const programs: Record<string, string> = {};
  for (const [name, part] of Object.entries(parts))
    Object.assign(programs, await buildPart(path.join(import.meta.dirname, "modules", name), part, say));
  return programs;
}
