import path from "node:path";
import { buildPart, isBuilt, type Part } from "../cluster/build.ts";

const strip = "-ldflags=-s -w";
const operator = "github.com/prometheus-operator/prometheus-operator/cmd/admission-webhook";

/** The real programs that the charts' objects are meant for: a Go module of `modules/` for each. */
const parts = {
  "cert-manager": { programs: { "cert-manager": "." }, flags: [strip] },
  "external-dns": { programs: { "external-dns": "sigs.k8s.io/external-dns" }, flags: [strip] },
  istioctl: { programs: { istioctl: "istio.io/istio/istioctl/cmd/istioctl" }, flags: [strip] },
  "operator-webhook": { programs: { "operator-webhook": operator }, flags: [strip] },
  traefik: { programs: { traefik: "github.com/traefik/traefik/v3/cmd/traefik" }, flags: [strip] },
} as const satisfies Record<string, Part>;

export type PartName = keyof typeof parts;

/** CPU seconds that each takes to build where Go has compiled nothing of it, measured on two cores. */
export const cpuSeconds: Readonly<Record<PartName, number>> = {
  "cert-manager": 233,
  "external-dns": 383,
  istioctl: 366,
  "operator-webhook": 167,
  traefik: 561,
};

/** True when a part was built before, so that it costs nothing now. */
export function isThere(name: PartName): boolean {
  return isBuilt(moduleOf(name), parts[name]);
}

/** The path of a part's program, built at its first use; throws with Go's last words when it cannot be. */
export async function program(name: PartName, say: (line: string) => void): Promise<string> {
  return (await buildPart(moduleOf(name), parts[name], say))[name] as string;
}

function moduleOf(name: PartName): string {
  return path.join(import.meta.dirname, "modules", name);
}
