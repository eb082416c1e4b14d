import type { JsonObject } from "../../../scripts/core/json.ts";
import type { Pod } from "./model.ts";

/** A pod as the API gives it, the parts that are read. */
export interface ApiPod {
  readonly metadata: {
    readonly uid: string;
    readonly namespace: string;
    readonly name: string;
    readonly labels?: JsonObject;
  };
  readonly spec: {
    readonly hostNetwork?: boolean;
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
  };
  readonly status?: { readonly podIP?: string; readonly phase?: string };
}

interface Container {
  readonly ports?: readonly {
    readonly name?: string;
    readonly containerPort: number;
    readonly protocol?: string;
  }[];
}

/** Pods with an address of the pod network: that of the status, or what the network plugin has just given. */
export function podsOf(pods: readonly ApiPod[], given: ReadonlyMap<string, string>): Pod[] {
  return pods.flatMap(({ metadata, spec, status }) => {
    const address = status?.podIP ?? given.get(metadata.uid);
    // Of a pod that has ended another may have the address by now.
    const ended = status?.phase === "Succeeded" || status?.phase === "Failed";
    if (address === undefined || ended || spec.hostNetwork) return [];
    const { namespace, name, labels = {} } = metadata;
    const ports = [...spec.containers, ...(spec.initContainers ?? [])].flatMap((one) =>
      (one.ports ?? []).flatMap(({ name: port, containerPort, protocol = "TCP" }) =>
        port === undefined ? [] : [{ name: port, port: containerPort, protocol }],
      ),
    );
    return [{ namespace, name, labels, address, ports }];
  });
}

/** Addresses by the pod's uid, of the files in which libcni keeps what a plugin has answered. */
export function addressesOf(results: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of results) {
    const { ifName, cniArgs = [], result } = parsed(text);
    const uid = cniArgs.find(([name]) => name === "K8S_POD_UID")?.[1];
    const address = result?.ips?.[0]?.address.split("/")[0];
    if (ifName === "eth0" && uid !== undefined && address !== undefined) found.set(uid, address);
  }
  return found;
}

interface Result {
  readonly ifName?: string;
  readonly cniArgs?: readonly (readonly [string, string])[];
  readonly result?: { readonly ips?: readonly { readonly address: string }[] };
}

function parsed(text: string): Result {
  try {
    return JSON.parse(text);
  } catch {
    return {}; // it is just being written
  }
}
