import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isDirectory } from "../../scripts/core/files.ts";
import type { Programs } from "./build.ts";
import { podRange } from "./control-plane.ts";
import { cgroupName, type Machine, nodeAddress, startInside } from "./machine.ts";

export const dnsAddress = "10.96.0.10";
const CGROUP2_MAGIC = 0x63677270;

/** The socket of the machine's containerd, as its own mount namespace sees it. */
export const containerdSocket = "/run/containerd/containerd.sock";

/** containerd with the ptp plugin: a route for each pod and no bridge, so that all traffic between pods is filtered. */
export function startContainerd(machine: Machine, programs: Programs): void {
  const { directory } = machine;
  const network = path.join(directory, "cni");
  mkdirSync(network);
  const subnet = podRange.replace("/16", "/24");
  const ipam = {
    type: "host-local",
    dataDir: path.join(directory, "addresses"),
    ranges: [[{ subnet }]],
    routes: [{ dst: "0.0.0.0/0" }],
  };
  writeFileSync(
    path.join(network, "pods.conflist"),
    JSON.stringify({ cniVersion: "1.0.0", name: "pods", plugins: [{ type: "ptp", ipam }] }),
  );
  const file = path.join(directory, "containerd.toml");
  writeFileSync(file, containerdSettings(directory, network));
  // containerd looks for the shim on its PATH.
  const shims = path.dirname(programs.containerd as string);
  startInside(machine, "containerd", [programs.containerd as string, "--config", file], {
    ...process.env,
    PATH: `${shims}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
  });
}

function containerdSettings(directory: string, network: string): string {
  const cri = "plugins.'io.containerd.cri.v1";
  return `version = 3
root = "${directory}/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.nri.v1.nri"]
[grpc]
address = "${containerdSocket}"
[${cri}.images']
snapshotter = "overlayfs"
[${cri}.images'.pinned_images]
sandbox = "${pauseImage}"
[${cri}.runtime']
disable_apparmor = true
# Lowering a score needs CAP_SYS_RESOURCE, which root in a virtual machine or container may lack.
restrict_oom_score_adj = true
[${cri}.runtime'.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[${cri}.runtime'.containerd.runtimes.runc.options]
SystemdCgroup = false
[${cri}.runtime'.cni]
bin_dirs = ["/usr/lib/cni", "/opt/cni/bin"]
conf_dir = "${network}"
`;
}

/** The image of every pod's first process. */
export const pauseImage = "localhost/pause:1";

/** Starts the kubelet, also again with the state of one that has ended. */
export function startKubelet(machine: Machine, programs: Programs): void {
  const { directory } = machine;
  const keys = (name: string) => path.join(directory, "keys", name);
  makeCgroups(directory);
  const file = path.join(directory, "kubelet.json");
  writeFileSync(path.join(directory, "resolv.conf"), ""); // pods know the cluster's names and no others
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: "kubelet.config.k8s.io/v1beta1",
      kind: "KubeletConfiguration",
      address: nodeAddress,
      authentication: {
        anonymous: { enabled: false },
        webhook: { enabled: true },
        x509: { clientCAFile: keys("ca.crt") },
      },
      authorization: { mode: "Webhook" },
      tlsCertFile: keys("kubelet.crt"),
      tlsPrivateKeyFile: keys("kubelet.key"),
      containerRuntimeEndpoint: `unix://${containerdSocket}`,
      cgroupDriver: "cgroupfs",
      cgroupRoot: `/${cgroupName(directory)}`,
      failCgroupV1: false, // the default since 1.35 refuses a machine with the older cgroups
      failSwapOn: false,
      clusterDNS: [dnsAddress],
      clusterDomain: "cluster.local",
      resolvConf: path.join(directory, "resolv.conf"),
      podLogsDir: "/var/log/pods",
      volumePluginDir: path.join(directory, "volume-plugins"),
      // A full disk of whoever runs the tests is no reason to throw pods or images away.
      imageGCHighThresholdPercent: 100,
      evictionHard: { "memory.available": "100Mi", "nodefs.available": "500Mi" },
      nodeStatusUpdateFrequency: "5s",
      syncFrequency: "5s",
    }),
  );
  startInside(machine, "kubelet", [
    programs.kubelet as string,
    `--config=${file}`,
    `--kubeconfig=${keys("kubelet.kubeconfig")}`,
    `--root-dir=${path.join(directory, "kubelet")}`,
    `--cert-dir=${path.join(directory, "kubelet-keys")}`,
    "--hostname-override=node",
    `--node-ip=${nodeAddress}`,
  ]);
}

/** Starts kube-proxy: Service addresses answer in the machine's network namespace and in its pods. */
export function startProxy(machine: Machine, programs: Programs): void {
  const file = path.join(machine.directory, "kube-proxy.json");
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
      kind: "KubeProxyConfiguration",
      mode: "nftables",
      clientConnection: { kubeconfig: path.join(machine.directory, "keys", "kube-proxy.kubeconfig") },
      clusterCIDR: podRange,
      hostnameOverride: "node",
      bindAddress: nodeAddress,
      // Limits of connections are the whole computer's: left alone.
      conntrack: { maxPerCore: 0, min: 0, tcpCloseWaitTimeout: "0s", tcpEstablishedTimeout: "0s" },
    }),
  );
  startInside(machine, "kube-proxy", [programs["kube-proxy"] as string, `--config=${file}`]);
}

/**
 * Starts what enforces NetworkPolicies, as the ptp plugin does not: it stands in for the part of a CNI that does. From
 * then on, until the machine ends, it writes rules into the machine's network namespace.
 */
export function startPolicies(machine: Machine): void {
  const main = path.join(import.meta.dirname, "policy/main.ts");
  const results = "/var/lib/cni/results"; // libcni's own choice, in the machine's mount namespace
  startInside(machine, "network-policies", [
    process.execPath,
    ...["--import", import.meta.resolve("tsx"), main],
    ...[path.join(machine.directory, "keys", "admin.kubeconfig"), results],
  ]);
}

/**
 * How many processes of the computer's own all pods together count as where processors are short. A group counts as one
 * unless told, and pods that starve miss every deadline.
 */
const WEIGHT = 20;

/** The kubelet expects its root group in every hierarchy; a new cpuset group of cgroup v1 starts without processors. */
function makeCgroups(directory: string): void {
  const root = "/sys/fs/cgroup";
  const name = cgroupName(directory);
  if (statfsSync(root).type === CGROUP2_MAGIC) {
    mkdirSync(path.join(root, name), { recursive: true });
    const weight = path.join(root, name, "cpu.weight");
    if (existsSync(weight)) writeFileSync(weight, String(100 * WEIGHT));
    return;
  }
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  const hierarchies = mounts.map((line) => line.split(" ")).filter(([, , kind]) => kind === "cgroup");
  for (const [, hierarchy = ""] of hierarchies) {
    const group = path.join(hierarchy, name);
    if (!isDirectory(group)) mkdirSync(group);
    const shares = path.join(group, "cpu.shares");
    if (existsSync(shares)) writeFileSync(shares, String(1024 * WEIGHT));
    if (!hierarchy.endsWith("cpuset")) continue;
    for (const file of ["cpuset.cpus", "cpuset.mems"])
      writeFileSync(path.join(group, file), readFileSync(path.join(hierarchy, file)));
  }
}
