import { isObject, type Json, type JsonObject } from "../../scripts/core/json.ts";
import { assert, suite } from "../harness.ts";
import { annotation, at, find, objects, scenarios, template, title } from "./helm.ts";

const test = suite("charts: edge");

const list = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const listeners = (all: readonly JsonObject[]) => list(at(find(all, "Gateway/edge"), "spec.listeners"));
const ports = (all: readonly JsonObject[]) => listeners(all).map((one) => [one.name, one.port]);

for (const scenario of scenarios("edge")) {
  test(`${scenario}: what refers to a listener, an issuer or a Secret finds it`, async () => {
    const all = await objects("edge", scenario);
    const gateway = all.find((object) => object.kind === "Gateway");
    const names = list(at(gateway, "spec.listeners")).map((one) => one.name);
    const text = JSON.stringify(all.filter((object) => object.kind !== "Gateway"));
    for (const [, section] of text.matchAll(/"sectionName":"([^"]+)"/g))
      assert.ok(names.includes(section), section);
    const issuers = all.filter((object) => /Issuer$/.test(String(object.kind))).map(title);
    const certificates = all.filter((object) => object.kind === "Certificate");
    if (issuers.length > 0)
      for (const one of certificates)
        assert.ok(
          issuers.includes(`${at(one, "spec.issuerRef.kind")}/${at(one, "spec.issuerRef.name")}`),
          title(one),
        );
    // Traefik serves no listener whose certificate is missing, so each must be one that is made (or said to exist).
    if (certificates.length === 0) return;
    const made = certificates.map((one) => at(one, "spec.secretName"));
    const shown = list(at(gateway, "spec.listeners")).flatMap((one) =>
      list(at(one, "tls.certificateRefs")).map((ref) => ref.name),
    );
    for (const secret of shown) assert.ok(made.includes(secret), String(secret));
  });

  test(`${scenario}: no route of an application attaches to a listener that only redirects`, async () => {
    const all = await objects("edge", scenario);
    if (!all.some((object) => title(object) === "HTTPRoute/edge-redirect")) return;
    const http = listeners(all).find((one) => one.name === "http");
    assert.is(at(http, "allowedRoutes.namespaces.from"), "Same");
  });
}

test("the ports are those of Traefik's entrypoints, and 80 and 443 for any other controller", async () => {
  assert.equal(ports(await objects("edge", "minimal")), [
    ["http", 8000],
    ["https", 8443],
  ]);
  assert.equal(ports(await objects("edge", "minimal", ["controller=envoy-gateway"])), [
    ["http", 80],
    ["https", 443],
  ]);
  assert.equal(
    ports(await objects("edge", "minimal", ["gateway.http.port=9000", "gateway.https.port=9443"])),
    [
      ["http", 9000],
      ["https", 9443],
    ],
  );
});

test("issuer.acme.server: each of Let's Encrypt's servers has its address, and an account key of its own", async () => {
  const acme = async (server: string) =>
    at(find(await objects("edge", "minimal", [`issuer.acme.server=${server}`]), "Issuer/edge"), "spec.acme");
  const [staging, production] = [await acme("staging"), await acme("production")];
  assert.match(String(at(staging, "server")), "https://acme-staging-v02.api.letsencrypt.org/");
  assert.match(String(at(production, "server")), "https://acme-v02.api.letsencrypt.org/");
  assert.is.not(at(staging, "privateKeySecretRef.name"), at(production, "privateKeySecretRef.name"));
  assert.is(at(await acme("https://ca.example.com/acme"), "server"), "https://ca.example.com/acme");
});

test("issuer.type ca: a self-signed issuer signs the authority, the authority signs the rest", async () => {
  const all = await objects("edge", "local-ca");
  assert.equal(at(find(all, "Issuer/edge-self-signed"), "spec"), { selfSigned: {} });
  const authority = find(all, "Certificate/edge-ca");
  assert.is(at(authority, "spec.isCA"), true);
  assert.is(at(authority, "spec.issuerRef.name"), "edge-self-signed");
  assert.is(at(find(all, "Issuer/edge"), "spec.ca.secretName"), at(authority, "spec.secretName"));
  assert.is(at(find(all, "Certificate/edge-tls"), "spec.issuerRef.name"), "edge");
});

test("a ClusterIssuer's authority lies where cert-manager looks for its Secret", async () => {
  const all = await objects("edge", "local-ca", [
    "issuer.kind=ClusterIssuer",
    "issuer.secretsNamespace=certs",
  ]);
  assert.is(at(find(all, "Certificate/edge-ca"), "metadata.namespace"), "certs");
  assert.is(at(find(all, "Certificate/edge-tls"), "metadata.namespace"), "apps");
  assert.is(at(find(all, "ClusterIssuer/edge"), "metadata.namespace"), undefined);
});

/** Settings of each DNS-01 provider, and what cert-manager reads. */
const providers: Readonly<Record<string, readonly [readonly string[], JsonObject]>> = {
  acmeDNS: [
    ["host=https://dns", "secret.name=s"],
    { host: "https://dns", accountSecretRef: { name: "s", key: "acmedns.json" } },
  ],
  azureDNS: [
    ["subscriptionID=1", "resourceGroupName=g", "managedIdentityClientID=c"],
    { subscriptionID: 1, resourceGroupName: "g", managedIdentity: { clientID: "c" } },
  ],
  cloudDNS: [["project=p"], { project: "p" }],
  cloudflare: [["secret.name=s"], { apiTokenSecretRef: { name: "s", key: "api-token" } }],
  digitalocean: [["secret.name=s"], { tokenSecretRef: { name: "s", key: "access-token" } }],
  rfc2136: [["nameserver=10.0.0.1"], { nameserver: "10.0.0.1" }],
  route53: [
    ["region=r", "accessKeyID=k", "secret.name=s"],
    { region: "r", accessKeyID: "k", secretAccessKeySecretRef: { name: "s", key: "secret-access-key" } },
  ],
  webhook: [
    ["groupName=acme.example.com", "solverName=x", "config.zone=z"],
    { groupName: "acme.example.com", solverName: "x", config: { zone: "z" } },
  ],
};

for (const [provider, [settings, wanted]] of Object.entries(providers)) {
  test(`issuer.acme.dns01.provider ${provider} says what cert-manager reads`, async () => {
    const changes = settings.map(
      (one) => `issuer.acme.dns01.${provider}.${one.replace("subscriptionID=1", "subscriptionID=sub")}`,
    );
    const all = await objects("edge", "minimal", [`issuer.acme.dns01.provider=${provider}`, ...changes]);
    const solvers = list(at(find(all, "Issuer/edge"), "spec.acme.solvers"));
    const expected = provider === "azureDNS" ? { ...wanted, subscriptionID: "sub" } : wanted;
    assert.equal(at(solvers[0], "dns01"), { [provider]: expected });
  });
}

test("externalDns: the target is on the Gateway, the rest on the redirect's route, each under both prefixes", async () => {
  const all = await objects("edge", "wildcard-dns01");
  for (const prefix of ["external-dns.alpha.kubernetes.io/", "external-dns.kubernetes.io/"]) {
    assert.is(annotation(find(all, "Gateway/edge"), `${prefix}target`), "edge.example.net");
    assert.is(annotation(find(all, "HTTPRoute/edge-redirect"), `${prefix}ttl`), "300");
    assert.is(annotation(find(all, "HTTPRoute/edge-redirect"), `${prefix}cloudflare-proxied`), "true");
  }
  const off = await objects("edge", "wildcard-dns01", ["externalDns.enabled=false"]);
  assert.not.match(JSON.stringify(off), "external-dns");
});

test("annotations of one's own win over the chart's", async () => {
  const all = await objects("edge", "annotation", ["gateway.annotations.cert-manager\\.io/duration=24h"]);
  assert.is(annotation(find(all, "Gateway/edge"), "cert-manager.io/duration"), "24h");
  assert.is(annotation(find(all, "Gateway/edge"), "cert-manager.io/issuer"), "edge");
});

/** Values that do not fit together, and the beginning of what is said. */
const wrong: readonly (readonly [string, string, ...string[]])[] = [
  ["minimal", "hosts is empty", "hosts=null"],
  ["minimal", "hosts names a host twice", "hosts={a.example.com,a.example.com}"],
  [
    "minimal",
    "gateway.http.enabled and gateway.https.enabled are both false",
    "gateway.http.enabled=false",
    "gateway.https.enabled=false",
  ],
  ["minimal", "redirect.enabled is true, but gateway.https.enabled is false", "gateway.https.enabled=false"],
  ["minimal", "gateway.allowedRoutes.namespaces is empty", "gateway.allowedRoutes.from=Selector"],
  ["minimal", "gateway.allowedRoutes.namespaces is given", "gateway.allowedRoutes.namespaces={shop}"],
  ["existing", "gatewayClass.create is true, but controller is other", "gatewayClass.create=true"],
  ["minimal", "gatewayClass.name is empty, but controller is other", "controller=other"],
  [
    "annotation",
    "certificate.source is annotation, but gateway.https.perHost is false",
    "gateway.https.perHost=false",
  ],
  [
    "existing",
    "certificate.perHost is false, but gateway.https.perHost is true",
    "gateway.https.perHost=true",
    "hosts={a.example.com,b.example.com}",
  ],
  ["minimal", "issuer.acme.email is empty", "issuer.acme.email="],
  [
    "minimal",
    "issuer.acme.http01.enabled is false and issuer.acme.dns01.provider is empty",
    "issuer.acme.http01.enabled=false",
  ],
  [
    "minimal",
    "issuer.acme.http01.through is gateway, but this Gateway has no HTTP listener",
    "gateway.enabled=false",
  ],
  ["minimal", "hosts has the wildcard *.example.com", "hosts={*.example.com}"],
  ["per-host", "hosts has the wildcard *.example.org", "hosts={*.example.org}"],
  ["minimal", "issuer.acme.dns01.cloudflare.secret.name is empty", "issuer.acme.dns01.provider=cloudflare"],
  ["minimal", "issuer.acme.dns01.azureDNS.resourceGroupName is empty", "issuer.acme.dns01.provider=azureDNS"],
  [
    "wildcard-dns01",
    "issuer.acme.dns01.route53.accessKeyID and secret.name go together",
    "issuer.acme.dns01.route53.accessKeyID=k",
  ],
  [
    "annotation",
    "issuer.acme.dns01.rfc2136.tsigKeyName and secret.name go together",
    "issuer.acme.dns01.rfc2136.tsigKeyName=",
  ],
  [
    "annotation",
    "issuer.acme.externalAccount.secret.name is empty",
    "issuer.acme.externalAccount.secret.name=",
  ],
  ["minimal", "issuer.name is empty, but issuer.create is false", "issuer.create=false"],
  [
    "minimal",
    "certificate.privateKey.size is given, but Ed25519",
    "certificate.privateKey.algorithm=Ed25519",
  ],
  ["minimal", "certificate.privateKey.size is 1024, but ECDSA", "certificate.privateKey.size=1024"],
  ["minimal", "certificate.privateKey.size is 256, but RSA", "certificate.privateKey.algorithm=RSA"],
];

for (const [scenario, said, ...changes] of wrong) {
  test(`${scenario} with ${changes.join(", ")} is refused: ${said}`, async () => {
    const ran = await template("edge", scenario, changes);
    assert.is.not(ran.code, 0);
    assert.ok(ran.stderr.includes(`- ${said}`), ran.stderr);
  });
}
