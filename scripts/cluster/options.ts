import { readFileSync } from "node:fs";
import process from "node:process";

/** kwokctl binds to every interface unless told otherwise, and has no flag for it. A cluster that is there has its ports. */
export function options(ports: Readonly<Record<string, number>>): string {
  const stages = process.env.CHARTROOM_CLUSTER_STAGES;
  const own = `${JSON.stringify({
    apiVersion: "config.kwok.x-k8s.io/v1alpha1",
    kind: "KwokctlConfiguration",
    options: { bindAddress: "127.0.0.1", ...ports },
  })}\n`;
  return stages ? `${own}---\n${readFileSync(stages, "utf8")}` : own;
}
