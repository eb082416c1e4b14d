import { createServer } from "node:net";

/** Above the ports of well-known services, below those that a system gives to outgoing connections (Linux: 32768). */
const LEAST = 20_000;
const MOST = 32_000;

/** The ports that a cluster listens on, as kwokctl's options name them. */
const NAMES = [
  "etcdPort",
  "etcdPeerPort",
  "kubeApiserverPort",
  "kwokControllerPort",
  "kubeControllerManagerPort",
  "kubeSchedulerPort",
];

/**
 * A free port for each part of a cluster. kwokctl itself counts down from one number and looks whether somebody listens,
 * so two clusters that start together choose the same: the second one waits minutes for an API server that never comes.
 */
export async function clusterPorts(random: () => number = Math.random): Promise<Record<string, number>> {
  const ports = new Set<number>();
  while (ports.size < NAMES.length) {
    const port = LEAST + Math.floor(random() * (MOST - LEAST));
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return Object.fromEntries([...ports].map((port, at) => [NAMES[at] as string, port]));
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
