import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { chmodSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { signLeaf } from "../../scripts/cert/openssl.ts";
import { refuseForeign } from "../../scripts/cert/secret.ts";
import { readCertWords } from "../../scripts/commands/cert-words.ts";
import { sampleSources } from "../app/sample.ts";
import { assert, suite } from "../harness.ts";
import { sampleRepository } from "../rig.ts";
import { script } from "../tools/fakes.ts";
import { machineProgram, type Place, place } from "./place.ts";

const test = suite("cert: certificates for this machine");

const CERTIFICATE = "priv/cert/chartroom.pem";
const KEY = "priv/cert/chartroom-key.pem";

/** A Phoenix project. */
const project = (programs?: readonly string[]) => place(programs, sampleSources());
const mode = (file: string) => statSync(file).mode & 0o777;
const authority = (one: Place) => path.join(one.settings, "ca/ca.pem");
const certificate = (one: Place) => new X509Certificate(one.read(CERTIFICATE));

test("for mix phx.server: files below priv/cert, the lines for the endpoint, no edited file, no key on the screen", async () => {
  const one = project();
  const before = one.read("config/config.exs");
  const ran = await one.run("cert");
  assert.is(ran.code, 0, ran.stderr);
  assert.is(
    ran.stdout,
    `config :harbour, HarbourWeb.Endpoint,
  https: [
    port: 4001,
    cipher_suite: :strong,
    certfile: "priv/cert/chartroom.pem",
    keyfile: "priv/cert/chartroom-key.pem"
  ]
`,
  );
  assert.match(ran.stderr, /signed by the authority of this machine \(there was none\)/);
  assert.match(ran.stderr, /nobody trusts it: chartroom cert trust/);
  assert.is(one.read("config/config.exs"), before);
  assert.equal(
    [KEY, path.join(one.settings, "ca/ca-key.pem")].map((file) => mode(path.resolve(one.root, file))),
    [0o600, 0o600],
  );
  assert.is(mode(path.join(one.settings, "ca")), 0o700);
  const json = await one.run("cert", "--format", "json");
  assert.equal(JSON.parse(json.stdout).certificate.hosts, ["localhost", "127.0.0.1", "::1"]);
  assert.not.match(ran.stdout + ran.stderr + json.stdout, /PRIVATE KEY/);
});

test("the lines name the endpoint of an umbrella's web application, and its folder gets the files", async () => {
  const one = place(undefined, sampleSources({ umbrella: true }));
  const ran = await one.run("cert", "--port", "4443");
  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /^config :harbour_web, HarbourWeb\.Endpoint,\n.*\n {4}port: 4443,/);
  assert.ok(one.read("apps/harbour_web/priv/cert/chartroom.pem"));
});

test("openssl calls it a good certificate of a server, for no more than 398 days, and its root one that may only sign", async () => {
  const one = project();
  await one.run("cert", "shop.test", "*.shop.test");
  const verify = (...more: string[]) =>
    execFileSync("openssl", ["verify", "-x509_strict", "-CAfile", authority(one), ...more, CERTIFICATE], {
      cwd: one.root,
      stdio: "pipe",
    });
  for (const host of ["localhost", "shop.test", "a.shop.test"])
    verify("-purpose", "sslserver", "-verify_hostname", host);
  for (const address of ["127.0.0.1", "::1"]) verify("-purpose", "sslserver", "-verify_ip", address);
  assert.throws(() => verify("-purpose", "sslserver", "-verify_hostname", "other.test"), /mismatch/);
  assert.throws(() => verify("-purpose", "sslclient"), /purpose|unsuitable/);
  const days = (Date.parse(certificate(one).validTo) - Date.parse(certificate(one).validFrom)) / 86_400_000;
  assert.ok(days > 300 && days <= 398, `${days} days`);
  const root = execFileSync("openssl", ["x509", "-in", authority(one), "-noout", "-text"], {
    encoding: "utf8",
  });
  assert.match(root, /CA:TRUE, pathlen:0[\s\S]*Certificate Sign, CRL Sign/);
});

/** A server with the certificate; gives its port. */
async function serving<T>(one: Place, task: (port: number) => Promise<T>): Promise<T> {
  const server = https.createServer({ cert: one.read(CERTIFICATE), key: one.read(KEY) }, (_, answer) =>
    answer.end("served"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await task((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

/** What a client says that trusts `ca` alone and means `host`. */
function ask(port: number, host: string, ca?: string): Promise<string> {
  return new Promise((resolve) => {
    const options = {
      port,
      host: "127.0.0.1",
      servername: host,
      headers: { host },
      agent: false,
      ...(ca && { ca }),
    };
    https
      .get(options, async (answer) => resolve((await answer.toArray()).join("")))
      .on("error", (error: NodeJS.ErrnoException) => resolve(String(error.code)));
  });
}

test("a client that trusts the root is served under the right name, and refuses another; one that does not trust it refuses", async () => {
  const one = project();
  await one.run("cert", "shop.test");
  await serving(one, async (port) => {
    const ca = readFileSync(authority(one), "utf8");
    assert.is(await ask(port, "shop.test", ca), "served");
    assert.is(await ask(port, "other.test", ca), "ERR_TLS_CERT_ALTNAME_INVALID");
    assert.is(await ask(port, "shop.test"), "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    const curl = (...words: string[]) =>
      new Promise<number>((resolve) => {
        import("node:child_process").then(({ execFile }) =>
          execFile("curl", ["-sS", ...words], (error) => resolve(Number(error?.code ?? 0))),
        );
      });
    if (machineProgram("curl") === undefined) return;
    const to = (host: string) => ["--resolve", `${host}:${port}:127.0.0.1`, `https://${host}:${port}/`];
    assert.is(await curl("--cacert", authority(one), ...to("shop.test")), 0);
    assert.is(await curl("--cacert", authority(one), `https://127.0.0.1:${port}/`), 0);
    assert.is(await curl("--cacert", authority(one), ...to("other.test")), 60);
    assert.is(await curl(...to("shop.test")), 60);
  });
});

test("what is good stays as it is, byte for byte; a key that others could read is closed to them", async () => {
  const one = project();
  await one.run("cert");
  const before = [one.read(CERTIFICATE), one.read(KEY), readFileSync(authority(one), "utf8")];
  chmodSync(path.join(one.root, KEY), 0o644);
  const again = await one.run("cert");
  assert.match(again.stderr, /priv\/cert\/chartroom\.pem will do for \d+ days/);
  assert.equal([one.read(CERTIFICATE), one.read(KEY), readFileSync(authority(one), "utf8")], before);
  assert.is(mode(path.join(one.root, KEY)), 0o600);
});

test("a new one is made near the end, for other hosts, with another authority, without its key, and by --force", async () => {
  const one = project();
  await one.run("cert");
  const root = { certificate: authority(one), key: path.join(one.settings, "ca/ca-key.pem") };
  const files = { certificate: path.join(one.root, CERTIFICATE), key: path.join(one.root, KEY) };
  const hosts = ["localhost", "127.0.0.1", "::1"];
  const renewed = async (why: RegExp, ...words: string[]) => {
    const before = one.read(CERTIFICATE);
    const ran = await one.run("cert", ...words);
    assert.is(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, why);
    assert.is.not(one.read(CERTIFICATE), before);
  };
  for (const [days, again] of [
    [10, true],
    [40, false],
  ] as const) {
    const signed = await signLeaf("openssl", { root, ...files, hosts, days });
    assert.ok(signed.ok);
    if (again) await renewed(/\(it had \d+ days left\)/);
    else assert.match((await one.run("cert")).stderr, /will do for \d+ days/);
  }
  await renewed(/\(other hosts: \+shop\.test\)/, "shop.test");
  await renewed(/\(other hosts: -shop\.test\)/);
  await renewed(/\(--force\)/, "--force");
  writeFileSync(files.key, readFileSync(root.key));
  await renewed(/do not belong together/);
  unlinkSync(root.certificate);
  await renewed(/another authority had signed it/);
});

test("words that are no host are CR732, exit 2, and no way into openssl's settings", async () => {
  const one = project();
  for (const word of [
    "https://shop.test",
    "shop.test:4001",
    "a b",
    "*.*.test",
    "1.2.3",
    "x\nDNS.9 = evil.test",
    "-a.test",
  ]) {
    const ran = await one.run("cert", "--", word);
    assert.is(ran.code, 2, `${word}: ${ran.stderr}`);
    assert.match(ran.stderr, /CR732/);
  }
  const ran = await one.run("cert", "BÜCHER.test", "0:0:0:0:0:0:0:2", "a_b.test");
  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stderr, /hosts: a_b\.test, localhost, xn--bcher-kva\.test, 127\.0\.0\.1, ::1, ::2/);
});

test("neither mkcert nor openssl is CR730, exit 3; openssl that fails is CR731, and the files stay", async () => {
  const none = project([]);
  const ran = await none.run("cert");
  assert.is(ran.code, 3);
  assert.match(ran.stderr, /CR730\]: neither mkcert nor openssl is on PATH/);
  const one = project();
  await one.run("cert");
  const before = one.read(CERTIFICATE);
  unlinkSync(path.join(one.bin, "openssl"));
  script(path.join(one.bin, "openssl"), `echo "unable to write 'random state'" >&2; exit 1`);
  const failed = await one.run("cert", "--force");
  assert.is(failed.code, 3);
  assert.match(failed.stderr, /CR731\]: openssl failed\n {2}note: unable to write/);
  assert.is(one.read(CERTIFICATE), before);
  script(
    path.join(one.bin, "openssl"),
    `while [ $# -gt 0 ]; do [ "$1" = -out ] && cat "${authority(one)}" > "$2"; shift; done`,
  );
  const other = await one.run("cert", "--force");
  assert.match(other.stderr, /CR731\]: openssl made another certificate/);
  assert.is(one.read(CERTIFICATE), before);
});

test("no key is in an argument of openssl", async () => {
  const one = project();
  const log = path.join(one.settings, "../log");
  const real = machineProgram("openssl") as string;
  unlinkSync(path.join(one.bin, "openssl"));
  script(path.join(one.bin, "openssl"), `echo "$*" >> "${log}"; exec ${real} "$@"`);
  const ran = await one.run("cert");
  assert.is(ran.code, 0, ran.stderr);
  const logged = readFileSync(log, "utf8");
  assert.match(logged, /^req -x509 .*\nreq -new .*\nx509 -req /);
  const line = one.read(KEY).split("\n")[1] as string;
  assert.not.ok(logged.includes(line));
});

test("a key that git would take is CR733 with the line that mends it", async () => {
  const one = project();
  execFileSync("git", ["init", "-q"], { cwd: one.root });
  const ran = await one.run("cert");
  const line = /add the line (\S+) to \.gitignore/.exec(ran.stderr)?.[1] as string;
  assert.match(ran.stderr, /warning\[CR733\]/);
  assert.is(line, "/priv/cert/chartroom-key.pem");
  writeFileSync(path.join(one.root, ".gitignore"), `${line}\n`);
  assert.not.match((await one.run("cert")).stderr, /CR733/);
});

test("mkcert signs where it is there, and is told to install its root by nobody but --yes or an answer", async () => {
  const one = project();
  const log = path.join(one.settings, "../log");
  // As much of mkcert as is used: a root at the first certificate, `-CAROOT`, `-install`.
  script(
    path.join(one.bin, "mkcert"),
    `echo "$*" >> "${log}"
mkdir -p "$CAROOT"
case "$1" in -CAROOT) echo "$CAROOT"; exit;; -install) exit;; esac
cp "${path.join(one.root, "made.pem")}" "$3"; cp "${path.join(one.root, "made-key.pem")}" "$5"; cp "${authority(one)}" "$CAROOT/rootCA.pem"`,
  );
  const own = await one.run("cert", "--ca", "own", "--out", ".");
  assert.is(own.code, 0, own.stderr);
  execFileSync("cp", ["chartroom.pem", "made.pem"], { cwd: one.root });
  execFileSync("cp", ["chartroom-key.pem", "made-key.pem"], { cwd: one.root });
  const ran = await one.run("cert");
  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stderr, /signed by mkcert's authority/);
  assert.match(
    readFileSync(log, "utf8"),
    /-ecdsa -cert-file \S+ -key-file \S+ localhost 127\.0\.0\.1 ::1\n$/,
  );
  const trust = await one.run("cert", "trust");
  assert.is(trust.code, 0, trust.stderr);
  assert.match(
    trust.stdout,
    /mkcert -install\n[\s\S]*update-ca-certificates[\s\S]*security add-trusted-cert[\s\S]*certutil -addstore/,
  );
  assert.not.match(readFileSync(log, "utf8"), /-install/);
  assert.is((await one.run("--yes", "cert", "trust")).code, 0);
  assert.match(readFileSync(log, "utf8"), /^-install$/m);
});

const real = "the real mkcert: its root is made, trusted by nobody, and signs what a client accepts";
if (machineProgram("mkcert") === undefined) test.cannotRun(real, "needs mkcert");
else
  test(real, async () => {
    const one = project(["mkcert"]);
    const ran = await one.run("cert", "shop.test");
    assert.is(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, /the authority is new, and nobody trusts it/);
    assert.is(mode(path.join(one.root, KEY)), 0o600);
    const ca = readFileSync(path.join(one.env.CAROOT as string, "rootCA.pem"), "utf8");
    await serving(one, async (port) => {
      assert.is(await ask(port, "shop.test", ca), "served");
      assert.is(await ask(port, "other.test", ca), "ERR_TLS_CERT_ALTNAME_INVALID");
    });
    assert.match((await one.run("cert", "shop.test")).stderr, /will do/);
  });

test("an environment: hosts of its values, Ingresses and routes; the Secrets that they read, as kubectl's words", async () => {
  const one = place(undefined, sampleRepository());
  const plain = await one.run("-e", "local", "cert");
  assert.is(plain.code, 0, plain.stderr);
  assert.match(plain.stderr, /hosts: localhost, shop\.localhost, 127\.0\.0\.1, ::1\n/);
  assert.match(plain.stderr, /secretName: phoenix-tls/);
  const file = path.join(one.root, "environments/local/values.yaml");
  const values = one.read(file);
  const ingress = `  ingress:
    enabled: true
    hosts: [shop.localhost, admin.localhost]
    tls: { enabled: true, secretName: own-tls }
  httpRoute: { enabled: true, parentRefs: [{ name: public }], hostnames: ["*.shop.localhost"] }
`;
  writeFileSync(file, values.replace("  host: shop.localhost\n", `$&${ingress}`));
  const ran = await one.run("-e", "local", "cert");
  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stderr, /hosts: \*\.shop\.localhost, admin\.localhost, localhost, shop\.localhost, 127/);
  assert.match(ran.stderr, /Ingress\/phoenix reads Secret shop\/own-tls/);
  const words = /^kubectl -n shop create secret tls own-tls --cert=(\S+) --key=(\S+)\n$/.exec(ran.stdout);
  assert.ok(words, ran.stdout);
  assert.is(mode(words[2] as string), 0o600);
  assert.ok(new X509Certificate(readFileSync(words[1] as string)).checkHost("a.shop.localhost"));
  const managed = ingress.replace(
    "enabled: true\n",
    "enabled: true\n    annotations: { cert-manager.io/cluster-issuer: ca }\n",
  );
  writeFileSync(file, values.replace("  host: shop.localhost\n", `$&${managed}`));
  const left = await one.run("-e", "local", "cert");
  assert.match(left.stderr, /Secret shop\/own-tls, which cert-manager makes: left to it/);
  assert.is(left.stdout, "");
});

test("a cluster that is not known to be on this machine gets no certificate of it (CR734)", async () => {
  const one = place(undefined, sampleRepository());
  const ran = await one.run("-e", "production", "--kube-context", "prod", "cert", "--secret");
  assert.is(ran.code, 1, ran.stderr);
  assert.match(ran.stderr, /CR734\]: the cluster of production \(context prod\)/);
  for (const context of ["minikube", "kind-dev", "k3d-a", "docker-desktop", "colima"])
    assert.equal(refuseForeign("dev", context), []);
  for (const context of ["gke_a_b", "minikube.prod", "my-kind-dev", "kind-"])
    assert.is(refuseForeign("dev", context).length, 1, context);
});

test("wrong words are CR001", () => {
  const read = (line: string, environments: string[] = []) => {
    const words = readCertWords({ args: line.split(" ").filter(Boolean), environments });
    return words.ok ? "ok" : words.error[0]?.message;
  };
  assert.match(String(read("--ca nobody")), /--ca is mkcert or own/);
  assert.match(String(read("--port 70000")), /--port is a port/);
  assert.match(String(read("--secret")), /--secret needs an environment/);
  assert.match(String(read("trust me")), /takes no further words/);
  assert.match(String(read("", ["a", "b"])), /one environment at a time/);
  assert.match(String(read("--nothing")), /Unknown option/);
  assert.is(read("a.test --ca own --out x", ["local"]), "ok");
});
