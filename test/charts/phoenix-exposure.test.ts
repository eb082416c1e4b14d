import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { JsonObject } from "../../scripts/core/json.ts";
import { missingParts } from "../app/parts.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { at, chartFolder, containers, find, objects, podSpec, title, workload } from "./helm.ts";

const test = suite("charts: phoenix HTTP/2, TLS, DNS");

const annotations = (object: JsonObject) => (at(object, "metadata.annotations") ?? {}) as JsonObject;
const list = (object: JsonObject | undefined, dotted: string) => (at(object, dotted) ?? []) as JsonObject[];
const web = (all: readonly JsonObject[]) => containers(podSpec(workload(all)) ?? {})[0] as JsonObject;

/** Where a request's path leads: the appProtocol of the Service's port that the route or the Ingress names first. */
function protocolOf(all: readonly JsonObject[], request: string): string {
  const prefix = (one: JsonObject) => request.startsWith(String(one.value ?? one.path));
  const route = all.find(({ kind }) => kind === "HTTPRoute");
  const backend = route
    ? list(route, "spec.rules")
        .filter((rule) => list(rule, "matches").some((one) => prefix(at(one, "path") as JsonObject)))
        .flatMap((rule) => list(rule, "backendRefs"))[0]
    : (at(
        list(
          list(all.find(({ kind }) => kind === "Ingress") as JsonObject, "spec.rules")[0],
          "http.paths",
        ).find(prefix),
        "backend.service",
      ) as JsonObject);
  const service = find(all, `Service/${backend?.name}`);
  const wanted = at(backend, "port.name") ?? backend?.port;
  const port = list(service, "spec.ports").find((one) => one.name === wanted || one.port === wanted);
  assert.ok(port, `${title(service)} has no port ${wanted}`);
  return String(port?.appProtocol ?? "HTTP/1.1");
}

for (const scenario of ["h2c", "h2c-traefik-ingress"]) {
  test(`${scenario}: requests go by HTTP/2, websockets to the same pods by HTTP/1.1`, async () => {
    const all = await objects("phoenix", scenario);
    assert.is(protocolOf(all, "/"), "kubernetes.io/h2c");
    assert.is(protocolOf(all, "/live/longpoll"), "kubernetes.io/h2c");
    assert.is(protocolOf(all, "/live/websocket"), "kubernetes.io/ws");
    assert.is(protocolOf(all, "/socket/websocket"), "kubernetes.io/ws");
    const [main, apart] = ["Service/phoenix", "Service/phoenix-ws"].map((one) => find(all, one));
    assert.equal(at(main, "spec.selector"), at(apart, "spec.selector"));
    assert.is(list(apart, "spec.ports")[0]?.targetPort, list(main, "spec.ports")[0]?.targetPort);
    const scheme = "traefik.ingress.kubernetes.io/service.serversscheme";
    assert.is(annotations(main as JsonObject)[scheme], scenario === "h2c" ? undefined : "h2c");
    assert.is(annotations(apart as JsonObject)[scheme], undefined, "a websocket cannot pass over h2c");
  });
}

test("http: nothing is said of a protocol, and there is one Service", async () => {
  const all = await objects("phoenix", "httproute");
  assert.is(protocolOf(all, "/live/websocket"), "HTTP/1.1");
  assert.equal(all.filter(({ kind }) => kind === "Service").map(title), ["Service/phoenix"]);
});

for (const scenario of ["reencrypt", "reencrypt-ingress", "tls-at-the-pod"]) {
  test(`${scenario}: the pods that serve have the certificate, the hooks and the test have not`, async () => {
    const all = await objects("phoenix", scenario);
    const secret = scenario === "reencrypt-ingress" ? "app-pod-tls" : "phoenix-pod-tls";
    for (const object of all) {
      const spec = podSpec(object);
      if (!spec) continue;
      const mounted = list(spec, "volumes").flatMap((one) => at(one, "secret.secretName") ?? []);
      assert.equal(mounted, object === workload(all) ? [secret] : [], title(object));
    }
    const env = Object.fromEntries(list(web(all), "env").map(({ name, value }) => [name, value]));
    const [mount] = list(web(all), "volumeMounts").filter(({ name }) => name === "tls");
    assert.is(env.TLS_CERT_PATH, `${mount?.mountPath}/tls.crt`);
    const port = list(web(all), "ports").find(({ name }) => name === "https");
    assert.is(env.HTTPS_PORT, String(port?.containerPort));
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"])
      assert.match(JSON.stringify(web(all)[probe]), /"port":"http"/);
  });
}

test("reencrypt: the gateway speaks TLS, and asks for the name that the certificate has", async () => {
  const all = await objects("phoenix", "reencrypt");
  assert.is(protocolOf(all, "/live/websocket"), "https");
  const policy = find(all, "BackendTLSPolicy/phoenix");
  const [target] = list(policy, "spec.targetRefs");
  assert.ok(
    list(find(all, `Service/${target?.name}`), "spec.ports").some(({ name }) => name === target?.sectionName),
  );
  const names = at(find(all, "Certificate/phoenix-pod"), "spec.dnsNames") as unknown as string[];
  assert.ok(names.includes(String(at(policy, "spec.validation.hostname"))));
  const own = await objects("phoenix", "reencrypt", ["tls.hostname=app.internal", "tls.caConfigMap="]);
  assert.is(at(find(own, "BackendTLSPolicy/phoenix"), "spec.validation.hostname"), "app.internal");
  assert.is(at(find(own, "BackendTLSPolicy/phoenix"), "spec.validation.wellKnownCACertificates"), "System");
  assert.match(JSON.stringify(at(find(own, "Certificate/phoenix-pod"), "spec.dnsNames")), /app\.internal/);
});

test("reencrypt: who may come reaches HTTPS alone; plain HTTP is for the test", async () => {
  const rules = list(find(await objects("phoenix", "reencrypt"), "NetworkPolicy/phoenix"), "spec.ingress");
  const [https, http] = rules;
  assert.equal(https?.ports, [{ port: "https" }]);
  assert.not.match(JSON.stringify(https), /component":"test/);
  assert.equal(http?.ports, [{ port: "http" }]);
  assert.match(
    JSON.stringify(http?.from),
    /^\[\{"podSelector".*"app\.kubernetes\.io\/component":"test"\}\}\}\]$/,
  );
  assert.is(rules.length, 2);
});

test("each Ingress controller gets its own annotations, and one's own win over them", async () => {
  const nginx = await objects("phoenix", "reencrypt-ingress");
  const protocol = "nginx.ingress.kubernetes.io/backend-protocol";
  assert.equal(annotations(find(nginx, "Ingress/phoenix")), { [protocol]: "HTTPS" });
  const own = await objects("phoenix", "reencrypt-ingress", [
    `ingress.annotations.${protocol.replaceAll(".", "\\.")}=AUTO_HTTP`,
  ]);
  assert.is(annotations(find(own, "Ingress/phoenix"))[protocol], "AUTO_HTTP");
  const traefik = await objects("phoenix", "reencrypt-ingress", ["ingress.controller=traefik"]);
  const scheme = annotations(find(traefik, "Service/phoenix"));
  assert.equal(scheme, { "traefik.ingress.kubernetes.io/service.serversscheme": "https" });
  const nobody = await objects("phoenix", "reencrypt-ingress", ["ingress.controller="]);
  assert.equal(annotations(find(nobody, "Ingress/phoenix")), {});
});

test("ingress.tls.issuer is told to cert-manager by its kind", async () => {
  const change = ["ingress.tls.issuer.kind=Issuer", "ingress.tls.issuer.name=own"];
  const read = async (changes: string[]) =>
    Object.entries(annotations(find(await objects("phoenix", "ingress", changes), "Ingress/phoenix"))).filter(
      ([key]) => key.startsWith("cert-manager.io/"),
    );
  assert.equal(await read([]), [["cert-manager.io/cluster-issuer", "letsencrypt"]]);
  assert.equal(await read(change), [["cert-manager.io/issuer", "own"]]);
});

test("external-dns is told the same by both of its prefixes, where it reads it", async () => {
  const said = async (scenario: string, object: string, changes: string[] = []) => {
    const all = annotations(find(await objects("phoenix", scenario, changes), object));
    const of = (prefix: string) =>
      Object.fromEntries(
        Object.entries(all).flatMap(([key, value]) =>
          key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
        ),
      );
    const [old, now] = [of("external-dns.alpha.kubernetes.io/"), of("external-dns.kubernetes.io/")];
    assert.equal(old, now);
    return now;
  };
  assert.equal(await said("h2c", "HTTPRoute/phoenix"), { hostname: "app.example.org", ttl: "60" });
  assert.equal(await said("h2c", "Service/phoenix"), {}, "a ClusterIP has no address to tell");
  assert.equal(await said("h2c-traefik-ingress", "Ingress/phoenix"), { target: "edge.example.com" });
  assert.equal(await said("tls-at-the-pod", "Service/phoenix"), {
    hostname: "app.example.com",
    "cloudflare-proxied": "false",
  });
  assert.equal(await said("h2c", "HTTPRoute/phoenix", ["externalDns.enabled=false"]), {});
});

const lacking = missingParts();
const promise = "the runtime.exs of the README opens the port with the mounted certificate";
if (lacking) test.cannotRun(promise, lacking);
else
  test(promise, async () => {
    const readme = readFileSync(path.join(chartFolder("phoenix"), "README.head.md"), "utf8");
    const block = [...readme.matchAll(/```elixir\n([\s\S]*?)```/g)].find(([text]) =>
      text.includes("HTTPS_PORT"),
    );
    const file = path.join(tempDirectory(), "runtime.exs");
    writeFileSync(file, `import Config\n${block?.[1]}`);
    const env = list(web(await objects("phoenix", "reencrypt")), "env").filter(
      ({ name }) => name === "HTTPS_PORT" || String(name).startsWith("TLS_"),
    );
    const read = "IO.inspect(Config.Reader.read!(hd(System.argv()))[:app][AppWeb.Endpoint][:https])";
    const output = execFileSync("elixir", ["-e", read, file], {
      encoding: "utf8",
      env: {
        PATH: process.env.PATH,
        HOME: tempDirectory(),
        ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
      },
    });
    assert.match(
      output.replace(/\s+/g, " "),
      /port: 4443, certfile: "\/etc\/tls\/tls\.crt", keyfile: "\/etc\/tls\/tls\.key"/,
    );
  });
