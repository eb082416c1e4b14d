import { postgresImage } from "./images.ts";
import type { Place } from "./place.ts";

/** Ports that `listener` listens on. */
export const PORTS = [8080, 9090] as const;

const listen = `use IO::Socket::INET;
for my $port (@ARGV) {
  next if fork;
  my $socket = IO::Socket::INET->new(LocalPort => $port, Listen => 50, ReuseAddr => 1) or die "$port: $!";
  while (1) { my $one = $socket->accept or next; print $one "hello\\n"; close $one }
}
sleep;`;

/** A pod that waits for commands; one with `listens` answers on PORTS, of which the first is named http. */
export function probePod(
  name: string,
  namespace: string,
  options: { labels?: Record<string, string>; listens?: boolean } = {},
): object {
  const { labels = {}, listens = false } = options;
  const server = {
    command: ["perl", "-e", listen, ...PORTS.map(String)],
    ports: [{ name: "http", containerPort: PORTS[0] }],
    readinessProbe: { tcpSocket: { port: "http" }, periodSeconds: 1, failureThreshold: 1 },
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { role: name, ...labels } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: "probe",
          image: `${postgresImage.repository}:${postgresImage.tag}`,
          ...(listens ? server : { command: ["sleep", "infinity"] }),
        },
      ],
    },
  };
}

/** Whether a pod gets a connection to an address or name. Refused is not the same as dropped, and throws. */
export async function reaches(place: Place, from: string, to: string, port: number): Promise<boolean> {
  const [namespace = "", name = ""] = from.split("/");
  const script = `timeout 3 bash -c 'exec 3<>/dev/tcp/${to}/${port}' 2>&1; echo "status $?"`;
  const said = await place.kubectl("-n", namespace, "exec", name, "--", "bash", "-c", script);
  if (said.endsWith("status 0\n")) return true;
  // 124 is timeout's; a name is not resolved where the DNS server cannot be reached.
  if (said.endsWith("status 124\n") || /name resolution|not known/.test(said)) return false;
  throw new Error(`${from} to ${to}:${port}: ${said}`);
}
