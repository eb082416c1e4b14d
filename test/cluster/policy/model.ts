import type { JsonObject } from "../../../scripts/core/json.ts";

/** A `NetworkPolicy` of networking.k8s.io/v1, the parts that are read. */
export interface Policy {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: {
    readonly podSelector?: JsonObject;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

/** A rule of either direction; one without peers admits all, one without ports all ports. */
export interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly Port[];
}

export interface Peer {
  readonly podSelector?: JsonObject;
  readonly namespaceSelector?: JsonObject;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface Port {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

/** A pod of the pod network that has an address. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: JsonObject;
  readonly address: string;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
}

/** What rules are made of. */
export interface State {
  readonly policies: readonly Policy[];
  readonly pods: readonly Pod[];
  /** Labels of each namespace. */
  readonly namespaces: ReadonlyMap<string, JsonObject>;
}
