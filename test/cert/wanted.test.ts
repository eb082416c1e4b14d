import { wantedOf } from "../../scripts/cert/wanted.ts";
import type { JsonObject } from "../../scripts/core/json.ts";
import type { RenderedRelease } from "../../scripts/render/model.ts";
import { assert, suite } from "../harness.ts";

const test = suite("cert: what an environment wants of a certificate");

function wanted(...objects: object[]) {
  const release = { name: "web", namespace: "shop", installed: true, values: {} };
  const manifests = objects.map((object) => ({ object: object as JsonObject }));
  return wantedOf([], [{ release, manifests } as unknown as RenderedRelease]);
}

test("a Gateway's listeners name hosts and Secrets, of other namespaces, too; Istio's Gateway is another kind", () => {
  const listeners = [
    { hostname: "a.test", tls: { certificateRefs: [{ name: "a-tls" }, { kind: "Other", name: "no" }] } },
    { hostname: "*.b.test", tls: { certificateRefs: [{ name: "b-tls", namespace: "certs" }] } },
  ];
  const gateway = { kind: "Gateway", metadata: { name: "g" }, spec: { listeners } };
  const found = wanted({ ...gateway, apiVersion: "gateway.networking.k8s.io/v1" });
  assert.equal(found.hosts, ["a.test", "*.b.test"]);
  assert.equal(
    found.secrets.map(({ namespace, name, reader }) => `${namespace}/${name} ${reader}`),
    ["shop/a-tls Gateway/g", "certs/b-tls Gateway/g"],
  );
  assert.equal(wanted({ ...gateway, apiVersion: "networking.istio.io/v1" }), { hosts: [], secrets: [] });
});

test("what a Certificate of cert-manager makes is its own", () => {
  const certificate = {
    kind: "Certificate",
    metadata: { name: "c" },
    spec: { secretName: "t", dnsNames: ["a.test"] },
  };
  const ingress = {
    kind: "Ingress",
    metadata: { name: "i" },
    spec: { tls: [{ secretName: "t", hosts: ["b.test"] }] },
  };
  const found = wanted(certificate, ingress);
  assert.equal(found.hosts, ["a.test", "b.test"]);
  assert.equal(
    found.secrets.map(({ byCertManager }) => byCertManager),
    [true],
  );
  assert.equal(
    wanted(ingress).secrets.map(({ byCertManager }) => byCertManager),
    [false],
  );
});

test("pods that serve TLS themselves: the Secret that they mount and name, and their Services' names", () => {
  const labels = { app: "web" };
  const container = (value: string) => ({
    name: "web",
    env: [{ name: "TLS_CERT_PATH", value }],
    volumeMounts: [{ name: "tls", mountPath: "/etc/tls" }],
  });
  const deployment = (value: string) => ({
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      template: {
        metadata: { labels },
        spec: {
          containers: [container(value)],
          volumes: [
            { name: "tls", secret: { secretName: "web-pod-tls" } },
            { name: "x", secret: { secretName: "x" } },
          ],
        },
      },
    },
  });
  const service = (name: string, selector: object) => ({
    kind: "Service",
    metadata: { name },
    spec: { selector },
  });
  const services = [service("web", labels), service("other", { app: "other" }), service("none", {})];
  const found = wanted(deployment("/etc/tls/tls.crt"), ...services);
  assert.equal(found.hosts, ["web.shop.svc"]);
  assert.equal(
    found.secrets.map(({ name, reader }) => `${name} ${reader}`),
    ["web-pod-tls Deployment/web"],
  );
  assert.equal(wanted(deployment("/etc/other"), ...services), { hosts: [], secrets: [] });
});
