import path from "node:path";
import type { Programs } from "./build.ts";
import { type Machine, nodeAddress, startInside } from "./machine.ts";

export const serviceRange = "10.96.0.0/16";
export const podRange = "10.244.0.0/16";

/** The four parts of the control plane, as the names they are started and restarted by. */
export type ControlPlanePart = "etcd" | "kube-apiserver" | "kube-controller-manager" | "kube-scheduler";

/** Starts one part of the control plane; each waits for the one it needs, so the order does not matter. */
export function startControlPlane(machine: Machine, programs: Programs, part: ControlPlanePart): void {
  startInside(machine, part, [programs[part] as string, ...argumentsOf(machine.directory)[part]]);
}

function argumentsOf(directory: string): Record<ControlPlanePart, string[]> {
  const keys = (name: string) => path.join(directory, "keys", name);
  const client = (name: string) =>
    ["kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig"].map(
      (flag) => `--${flag}=${keys(`${name}.kubeconfig`)}`,
    );
  return {
    etcd: [
      "--name=etcd",
      `--data-dir=${path.join(directory, "etcd")}`,
      "--unsafe-no-fsync", // a cluster that lives for minutes; power cuts are not what is tested
      "--log-level=warn",
    ],
    "kube-apiserver": [
      "--etcd-servers=http://127.0.0.1:2379",
      `--bind-address=${nodeAddress}`,
      `--advertise-address=${nodeAddress}`,
      `--client-ca-file=${keys("ca.crt")}`,
      `--tls-cert-file=${keys("apiserver.crt")}`,
      `--tls-private-key-file=${keys("apiserver.key")}`,
      `--kubelet-client-certificate=${keys("admin.crt")}`,
      `--kubelet-client-key=${keys("admin.key")}`,
      "--kubelet-preferred-address-types=InternalIP",
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${keys("accounts.pub")}`,
      `--service-account-signing-key-file=${keys("accounts.key")}`,
      `--service-cluster-ip-range=${serviceRange}`,
      "--authorization-mode=Node,RBAC",
      "--enable-admission-plugins=NodeRestriction",
      `--cert-dir=${path.join(directory, "apiserver")}`,
    ],
    "kube-controller-manager": [
      ...client("controller-manager"),
      "--bind-address=127.0.0.1",
      "--leader-elect=false",
      `--root-ca-file=${keys("ca.crt")}`,
      `--service-account-private-key-file=${keys("accounts.key")}`,
      "--use-service-account-credentials",
      `--cert-dir=${path.join(directory, "controller-manager")}`,
    ],
    "kube-scheduler": [
      ...client("scheduler"),
      "--bind-address=127.0.0.1",
      "--leader-elect=false",
      `--cert-dir=${path.join(directory, "scheduler")}`,
    ],
  };
}
