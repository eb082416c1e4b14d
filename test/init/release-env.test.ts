import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { releaseEnv } from "../../scripts/init/files/release-env.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { choices, projects } from "./projects.ts";

const test = suite("init: rel/env.sh.eex");

const root = tempDirectory();
const script = path.join(root, "env.sh");
writeFileSync(script, releaseEnv(projects.phx, choices)?.text ?? "");

interface Sourced {
  readonly code: number | null;
  readonly stderr: string;
  /** The variables afterwards. */
  readonly env: Readonly<Record<string, string>>;
}

/** Sources it as the release's own script does: `sh`, with -e. */
function source(env: Readonly<Record<string, string>>): Sourced {
  const result = spawnSync("sh", ["-ec", `. '${script}'; exec env -0`], {
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      RELEASE_ROOT: root,
      RELEASE_NAME: "shop",
      RELEASE_COMMAND: "start",
      ...env,
    },
  });
  const pairs = result.stdout.split("\0").filter((one) => one !== "");
  return {
    code: result.status,
    stderr: result.stderr,
    env: Object.fromEntries(
      pairs.map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]),
    ),
  };
}

function secretFile(name: string, text: string): string {
  const file = path.join(root, name);
  writeFileSync(file, text);
  return file;
}

test("NAME_FILE gives NAME what the file holds, without the newline at its end", () => {
  const url = "ecto://shop:p%20$HOME`id`\"'\\@db/shop";
  const { code, env } = source({
    DATABASE_URL_FILE: secretFile("url", `${url}\n`),
    SECRET_KEY_BASE_FILE: secretFile("with a space", "base"),
    RELEASE_COOKIE_FILE: secretFile("cookie", "crumbs\n"),
  });
  assert.equal([code, env.DATABASE_URL, env.SECRET_KEY_BASE, env.RELEASE_COOKIE], [0, url, "base", "crumbs"]);
});

test("any other NAME_FILE is a secret in /run/secrets alone", () => {
  const certificates = secretFile("ca.pem", "certificates");
  const other = source({ SSL_CERT_FILE: certificates, LOG_FILE: path.join(root, "none") });
  assert.equal([other.code, other.env.SSL_CERT, other.env.LOG], [0, undefined, undefined]);
  const secret = source({ STRIPE_KEY_FILE: "/run/secrets/chartroom-test-none" });
  assert.equal(secret.code, 1);
  assert.match(
    secret.stderr,
    /^ERROR: STRIPE_KEY_FILE is \/run\/secrets\/chartroom-test-none, which is empty or cannot be read by user \d+\n$/,
  );
});

test("a line inside of another variable's value is no variable", () => {
  const text = "first\nDATABASE_URL_FILE=/etc/passwd\nlast";
  const { code, env } = source({ NOTE: text });
  assert.equal([code, env.DATABASE_URL, env.NOTE], [0, undefined, text]);
});

test("both NAME and NAME_FILE is an error, and so is an empty file; neither shows a value", () => {
  const both = source({
    DATABASE_URL: "ecto://a:secret@b/c",
    DATABASE_URL_FILE: secretFile("both", "other"),
  });
  assert.equal(
    [both.code, both.stderr],
    [1, "ERROR: DATABASE_URL and DATABASE_URL_FILE are both set; one of them is enough\n"],
  );
  const empty = source({ SECRET_KEY_BASE_FILE: secretFile("empty", "\n") });
  assert.equal(empty.code, 1);
  assert.match(empty.stderr, /SECRET_KEY_BASE_FILE is .*empty, which is empty or cannot be read/);
});

test("outside of Kubernetes the release's own defaults hold", () => {
  const { env } = source({});
  assert.equal(
    [env.RELEASE_DISTRIBUTION, env.RELEASE_NODE, env.ERL_AFLAGS],
    [undefined, undefined, undefined],
  );
});

test("a pod's node is named by its address; what the chart sets stays", () => {
  const pod = source({ POD_IP: "10.1.2.3" }).env;
  assert.equal([pod.RELEASE_DISTRIBUTION, pod.RELEASE_NODE], ["name", "shop@10.1.2.3"]);
  const chart = source({
    POD_IP: "10.1.2.3",
    RELEASE_DISTRIBUTION: "name",
    RELEASE_NODE: "web@10.1.2.3",
    ERL_AFLAGS: "-kernel inet_dist_listen_min 4370",
  }).env;
  assert.equal([chart.RELEASE_NODE, chart.ERL_AFLAGS], ["web@10.1.2.3", "-kernel inet_dist_listen_min 4370"]);
  const none = source({ POD_IP: "10.1.2.3", RELEASE_DISTRIBUTION: "none" }).env;
  assert.equal([none.RELEASE_DISTRIBUTION, none.RELEASE_NODE], ["none", undefined]);
});

test("an IPv6 pod's distribution speaks IPv6", () => {
  const { env } = source({ POD_IP: "fd00::3", ERL_AFLAGS: "-x" });
  assert.equal([env.RELEASE_NODE, env.ERL_AFLAGS], ["shop@fd00::3", "-x -proto_dist inet6_tcp"]);
});

test("a command that asks the running node does not listen itself", () => {
  for (const command of ["remote", "rpc", "pid", "stop"]) {
    const { env } = source({ POD_IP: "10.1.2.3", RELEASE_COMMAND: command });
    assert.equal(env.ERL_AFLAGS, " -dist_listen false", command);
  }
  assert.equal(source({ POD_IP: "10.1.2.3", RELEASE_COMMAND: "eval" }).env.ERL_AFLAGS, "");
});

test("no crash dump is written unless it is asked for", () => {
  assert.equal(source({}).env.ERL_CRASH_DUMP_SECONDS, "0");
  assert.equal(source({ ERL_CRASH_DUMP_SECONDS: "-1" }).env.ERL_CRASH_DUMP_SECONDS, "-1");
});

test("a release that cannot write to its own folder writes to the system's temp folder", () => {
  assert.equal(source({}).env.RELEASE_TMP, undefined);
  assert.equal(source({ RELEASE_ROOT: "/proc/none" }).env.RELEASE_TMP, "/tmp");
  assert.equal(source({ RELEASE_ROOT: "/proc/none", TMPDIR: "/var/tmp" }).env.RELEASE_TMP, "/var/tmp");
  assert.equal(source({ RELEASE_ROOT: "/proc/none", RELEASE_TMP: "/data" }).env.RELEASE_TMP, "/data");
  mkdirSync(path.join(root, "tmp"), { recursive: true });
  assert.equal(source({ RELEASE_ROOT: root }).env.RELEASE_TMP, undefined);
});

test("leaves no variable of its own behind", () => {
  const before = {
    PATH: 1,
    RELEASE_ROOT: 1,
    RELEASE_NAME: 1,
    RELEASE_COMMAND: 1,
    ERL_CRASH_DUMP_SECONDS: 1,
    PWD: 1,
    _: 1,
    OLDPWD: 1,
    SHLVL: 1,
  };
  assert.equal(
    Object.keys(source({}).env).filter((name) => !(name in before)),
    [],
  );
  const set = execFileSync("sh", ["-ec", `. '${script}'; set`], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, RELEASE_ROOT: root, RELEASE_NAME: "shop", RELEASE_COMMAND: "start" },
  });
  assert.not.match(set, /^(?:name|file|value)=/m);
});
