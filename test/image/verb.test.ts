import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readImageWords } from "../../scripts/commands/image-words.ts";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, projectRoot, sampleRepository } from "../rig.ts";
import { script } from "../tools/fakes.ts";

const test = suite("image: the verb, with engines that write down what they are asked");

/** A PATH with git and a shell's tools and nothing else, so that no engine of the machine is found. */
const bare = tempDirectory();
for (const name of ["git", "sh", "bash", "sed", "cat", "touch", "mkdir", "rm", "node"]) {
  const found = execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
  symlinkSync(found, path.join(bare, name));
}

interface Place {
  readonly root: string;
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: () => string[];
}

/** The sample repository with a Dockerfile, committed. */
function place(): Place {
  const root = sampleRepository();
  const bin = tempDirectory();
  const file = path.join(tempDirectory(), "log");
  write(root, {
    Dockerfile: "ARG RUNNER_IMAGE=debian:12\nFROM $RUNNER_IMAGE\n",
    ".dockerignore": "environments\n",
  });
  for (const words of [
    ["init", "-q"],
    ["add", "-A"],
    ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"],
  ])
    execFileSync("git", words, { cwd: root });
  const env = {
    PATH: `${bin}:${bare}`,
    LOG: file,
    CHARTROOM_ENGINE: undefined,
    CHARTROOM_TOOLS: toolsDirectory(),
    SOPS_AGE_KEY_FILE: path.join(root, "environments/demo-age-key.txt"),
  };
  return {
    root,
    bin,
    env,
    log: () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []),
  };
}

function write(root: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
}

/** A docker that has an image once it built one. */
function fakeDocker({ bin }: Place, body = ""): void {
  script(
    path.join(bin, "docker"),
    `echo "docker $*" >> "$LOG"
${body}
case "$1 $2" in
"version "*) echo "20.10.24 20.10.24";;
"image inspect") test -e "$LOG.$(echo "$3" | sed 's,[/:],_,g' 2>/dev/null || echo x)" || exit 1;;
build*) echo "step 1"; touch "$LOG.x";;
save*) echo archive > "$3";;
esac`,
  );
}

const run = (one: Place, ...args: string[]) => chartroom(args, { cwd: one.root, env: one.env });
const values = (one: Place, name = "local") =>
  readFileSync(path.join(one.root, `environments/${name}/values.yaml`), "utf8");

test("no engine: one CR720 that names what was looked for, exit 3, whatever was asked", async () => {
  const one = place();
  const ran = await run(one, "image", "build");
  assert.is(ran.code, 3);
  assert.match(
    ran.stderr,
    /^error\[CR720\]: no engine that builds images was found\n {2}note: not on PATH: docker, podman, buildah, buildctl\n/,
  );
  assert.match(ran.stderr, /\n1 error\n$/);
  const named = await run(one, "image", "build", "--engine", "podman");
  assert.match(named.stderr, /CR720\]: podman was not found/);
});

test("an engine that does not answer is passed over, and named when none does", async () => {
  const one = place();
  script(path.join(one.bin, "docker"), `echo "ERROR: Cannot connect to the daemon" >&2; exit 1`);
  const ran = await run(one, "image", "build");
  assert.is(ran.code, 3);
  assert.match(
    ran.stderr,
    /CR720\]: no engine that builds images answers\n {2}note: \S+\/docker: Cannot connect to the daemon\n/,
  );
  script(path.join(one.bin, "buildah"), `echo "buildah $*" >> "$LOG"; test "$1" != inspect`);
  const other = await run(one, "image", "build");
  assert.is(other.code, 0, other.stderr);
  assert.match(
    other.stderr,
    /^passed over: \S+\/docker: Cannot connect to the daemon\nbuilding \S+ with buildah\n/,
  );
});

test("a docker of today without buildx has no BuildKit", async () => {
  const one = place();
  script(path.join(one.bin, "docker"), `test "$1" = version && echo "28.2.2 28.2.2"`);
  const ran = await run(one, "image", "build");
  assert.match(ran.stderr, /docker: has no BuildKit: the plugin buildx is missing/);
});

test("no Dockerfile, no folder: a finding with what to do, exit 2", async () => {
  const one = place();
  fakeDocker(one);
  const all: [string[], RegExp][] = [
    [["image", "build", "charts"], /CR721\]: charts has no Dockerfile/],
    [["image", "build", "nowhere"], /CR721\]: there is no folder nowhere/],
    [["image", "build", "--dockerfile", "Other"], /CR721\]: there is no Other/],
    [
      ["image", "build", "--base", "other=x"],
      /CR001\]: --base other=x names no base image[\s\S]*one of RUNNER_IMAGE/,
    ],
    [["image"], /CR001\]: `image` takes `build` or `load`/],
  ];
  for (const [args, words] of all) {
    const ran = await run(one, ...args);
    assert.is(ran.code, 2, `${args.join(" ")}: ${ran.stderr}`);
    assert.match(ran.stderr, words);
  }
  write(one.root, { "app/mix.exs": "" });
  assert.match(
    (await run(one, "image", "build", "app")).stderr,
    /help: `chartroom init phoenix app` writes one/,
  );
});

test("wrong words are CR001, and say which", () => {
  const all: ["build" | "load", string[], RegExp][] = [
    ["build", ["--fast"], /`image build` does not take `--fast`/],
    ["load", ["--force", "a:1"], /`image load` does not take `--force`/],
    ["build", ["a", "b"], /`image build` takes one folder/],
    ["build", ["--engine", "kaniko"], /the engine is one of docker, podman, buildah, buildkit/],
    ["build", ["--to", "mars"], /--to mars/],
    ["build", ["--image", "You/App:1"], /--image You\/App:1 is no name/],
    ["build", ["--values", "a.yaml"], /--values needs an environment/],
    ["build", ["--base"], /base/],
  ];
  for (const [verb, args, words] of all) {
    const read = readImageWords(verb, { args, environments: [] } as never);
    assert.match(read.ok ? "no finding" : `${read.error[0]?.code} ${read.error[0]?.message}`, words);
    assert.is(read.ok ? "" : read.error[0]?.code, "CR001");
  }
  const read = readImageWords("build", { args: ["x", "--", "--no-cache"], environments: ["a"] } as never);
  assert.equal(read.ok && [read.value.word, read.value.more, read.value.environment], [
    "x",
    ["--no-cache"],
    "a",
  ]);
});

test("with an environment: named by its values, the tag written as one line, next steps said", async () => {
  const one = place();
  fakeDocker(one);
  const before = values(one);
  const ran = await run(one, "-e", "local", "image", "build");
  assert.is(ran.code, 0, ran.stderr);
  const tag = /^ghcr\.io\/example\/shop:([0-9a-f]{12})\n$/.exec(ran.stdout)?.[1] as string;
  assert.ok(tag, ran.stdout);
  assert.is(
    values(one),
    before.replace(
      "  host: shop.localhost\n",
      `$&  image:\n    tag: ${/^[0-9]+(e[0-9]+)?$/.test(tag) ? `"${tag}"` : tag}\n`,
    ),
  );
  assert.match(ran.stderr, /wrote the tag into environments\/local\/values\.yaml\n/);
  const built = one.log().find((line) => line.startsWith("docker build")) ?? "";
  assert.match(
    built,
    /--progress=plain .*--label org\.opencontainers\.image\.created=.*--label org\.opencontainers\.image\.revision=[0-9a-f]{40} /,
  );
  assert.ok(
    built.endsWith(`--tag ghcr.io/example/shop:${tag} --file ${one.root}/Dockerfile ${one.root}`),
    built,
  );
  const checked = await run(one, "-e", "local", "check");
  assert.is(checked.code, 0, checked.stdout + checked.stderr);
  const staging = await run(one, "-e", "staging", "image", "build", "--no-write");
  assert.match(staging.stdout, new RegExp(tag));
  assert.not.match(values(one, "staging"), new RegExp(tag));
});

test("nothing of the environment goes into the build: no value is an argument, a label or a variable of the engine", async () => {
  const one = place();
  fakeDocker(one, `env >> "$LOG"`);
  const ran = await run(one, "-e", "local", "image", "build");
  assert.is(ran.code, 0, ran.stderr);
  const secrets = await chartroom(["-e", "local", "values", "phoenix.secrets", "--json"], {
    cwd: one.root,
    env: one.env,
  });
  assert.is(secrets.code, 0, secrets.stderr);
  const written = one.log().join("\n");
  assert.not.match(written, /--build-arg|--secret/);
  for (const word of ["SECRET_KEY_BASE", "DATABASE_URL", "RELEASE_COOKIE", "postgres://", "shop.localhost"])
    assert.not.ok(written.includes(word), word);
});

test("--base is a build argument of the Dockerfile's own name and part of the tag; words behind -- go to the engine", async () => {
  const one = place();
  fakeDocker(one);
  const plain = (await run(one, "image", "build", "--image", "shop")).stdout.trim();
  const other = await run(
    one,
    "image",
    "build",
    "--image",
    "shop",
    "--base",
    "runner=localhost/base:1",
    "--",
    "--network=host",
  );
  assert.match(other.stdout, new RegExp(`^${plain}-with-[0-9a-f]{8}\n$`));
  const built =
    one
      .log()
      .filter((line) => line.startsWith("docker build"))
      .at(-1) ?? "";
  assert.match(built, / --build-arg RUNNER_IMAGE=localhost\/base:1 .* --network=host --tag /);
});

test("an image that is there is not built again, unless it is forced to", async () => {
  const one = place();
  fakeDocker(one, `case "$1 $2" in "image inspect") exit 0;; esac`);
  const ran = await run(one, "image", "build");
  assert.is(ran.code, 0);
  assert.match(ran.stderr, /is there already; --force builds it again/);
  assert.not.ok(one.log().some((line) => line.startsWith("docker build")));
  await run(one, "image", "build", "--force");
  assert.ok(one.log().some((line) => line.startsWith("docker build")));
});

test("a build that fails is CR722, exit 3, and writes no tag", async () => {
  const one = place();
  fakeDocker(one, `test "$1" = build && { echo 'ERROR: failed to solve: no such file' >&2; exit 1; }`);
  const before = values(one);
  const ran = await run(one, "-e", "local", "image", "build");
  assert.is(ran.code, 3);
  assert.match(
    ran.stderr,
    /CR722\]: docker could not build ghcr\.io\/example\/shop:\S+\n {2}note: failed to solve: no such file\n/,
  );
  assert.is(values(one), before);
  assert.is(ran.stdout, "");
});

test("files that git ignores and the image takes are CR723", async () => {
  const one = place();
  fakeDocker(one);
  write(one.root, { ".gitignore": ".env\n", ".env": "A=1\n" });
  const ran = await run(one, "image", "build");
  assert.is(ran.code, 0);
  assert.match(ran.stderr, /warning\[CR723\]: git ignores files that go into the image: \.env\n/);
});

test("a repository that git refuses to read is CR724, and not taken for a folder without git", async () => {
  const one = place();
  fakeDocker(one);
  script(
    path.join(one.bin, "git"),
    `echo "fatal: detected dubious ownership in repository at '/x'" >&2; exit 128`,
  );
  const ran = await run(one, "image", "build");
  assert.is(ran.code, 2);
  assert.match(ran.stderr, /CR724\][\s\S]*help: git config --global --add safe\.directory/);
});

test("no image in the values, or several, is CR725", async () => {
  const one = place();
  fakeDocker(one);
  const base = path.join(one.root, "environments/_base/values.yaml");
  const text = readFileSync(base, "utf8");
  writeFileSync(base, text.replace(/ {4}repository:.*\n/, ""));
  const none = await run(one, "-e", "local", "image", "build");
  assert.is(none.code, 2);
  assert.match(none.stderr, /CR725\]: no value of local names an image/);
  const named = await run(
    one,
    "-e",
    "local",
    "image",
    "build",
    "--release",
    "phoenix",
    "--image",
    "you/shop",
  );
  assert.is(named.code, 0, named.stderr);
  assert.match(values(one), / {2}image:\n {4}repository: you\/shop\n {4}tag: /);
  writeFileSync(base, `${text}\nworker:\n  image:\n    repository: you/worker\n`);
  const several = await run(one, "-e", "staging", "image", "build");
  assert.match(
    several.stderr,
    /CR725\]: the values of staging name several images: phoenix\.image, worker\.image/,
  );
});

test("a tag that cannot be written as it should is CR726, exit 1, and the file stays as it is", async () => {
  const changes: [string, (text: string) => string, RegExp][] = [
    [
      "a digest",
      (text) => text.replace("phoenix:\n", `$&  image:\n    digest: sha256:${"0".repeat(64)}\n`),
      /its digest is set/,
    ],
    [
      "an alias",
      (text) => `x: &i\n  pullPolicy: Always\n${text.replace("phoenix:\n", "$&  image: *i\n")}`,
      /is the alias \*i/,
    ],
    [
      "an anchor that others use",
      (text) => `${text.replace("phoenix:\n", "$&  image: &i\n    tag: a\n")}other:\n  image: *i\n`,
      /would change other values, too/,
    ],
  ];
  for (const [what, change, words] of changes) {
    const one = place();
    fakeDocker(one);
    const file = path.join(one.root, "environments/local/values.yaml");
    const before = change(readFileSync(file, "utf8"));
    writeFileSync(file, before);
    const ran = await run(one, "-e", "local", "image", "build");
    assert.is(ran.code, 1, `${what}: ${ran.stderr}`);
    assert.match(ran.stderr, /CR726\]: phoenix\.image of local: /);
    assert.match(ran.stderr, words);
    assert.is(readFileSync(file, "utf8"), before, what);
  }
});

test("what the chart's schema does not accept is CR726, too; so are a template and a layer above", async () => {
  const one = place();
  fakeDocker(one);
  const schema = path.join(one.root, "charts/phoenix/values.schema.json");
  const text = readFileSync(schema, "utf8");
  writeFileSync(schema, text.replace('"^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$"', '"^([0-9]+[.].*)?$"'));
  const ran = await run(one, "-e", "local", "image", "build");
  assert.is(ran.code, 1, ran.stderr);
  assert.match(ran.stderr, /CR726\]: phoenix\.image of local: .*tag/);
  assert.not.match(values(one), /tag:/);
  writeFileSync(schema, text);

  const file = path.join(one.root, "environments/environments.yaml.gotmpl");
  const layers = readFileSync(file, "utf8");
  const last = "      - ../environments/secrets.yaml.gotmpl\n";
  writeFileSync(file, layers.replace(last, `$&      - ../environments/late.yaml\n`));
  write(one.root, { "environments/late.yaml": "phoenix:\n  image:\n    tag: late\n" });
  const late = await run(one, "-e", "local", "image", "build");
  assert.match(
    late.stderr,
    /CR726\]: .*a later layer sets phoenix\.image\.tag[\s\S]*environments\/late\.yaml:3/,
  );
  const there = await run(one, "-e", "local", "image", "build", "--values", "environments/late.yaml");
  assert.is(there.code, 0, there.stderr);
  assert.match(
    readFileSync(path.join(one.root, "environments/late.yaml"), "utf8"),
    /^phoenix:\n {2}image:\n {4}tag: "?[0-9a-f]+"?\n$/,
  );

  writeFileSync(file, layers.replace("{{ $name }}/values.yaml", "{{ $name }}/values.yaml.gotmpl"));
  for (const name of ["local", "staging", "production"])
    write(one.root, { [`environments/${name}/values.yaml.gotmpl`]: values(one, name) });
  const template = await run(one, "-e", "local", "image", "build");
  assert.match(template.stderr, /CR726\]: .*values\.yaml\.gotmpl is a template/);
});

test("the environment's context says where it is loaded to; --to says otherwise, --no-load not at all", async () => {
  const one = place();
  fakeDocker(one);
  for (const name of ["minikube", "kind", "ctr"])
    script(path.join(one.bin, name), `echo "${name} $*" >> "$LOG"`);
  const file = path.join(one.root, "environments/local/values.yaml");
  const text = readFileSync(file, "utf8");
  const loads = () => one.log().filter((line) => /^(?:minikube|kind|ctr) /.test(line));
  const asked: [string, string[], RegExp][] = [
    ["minikube", [], /^minikube --profile minikube image load ghcr\.io\/example\/shop:\S+$/],
    ["kind-dev", [], /^kind load docker-image ghcr\.io\/example\/shop:\S+ --name dev$/],
    [
      "production",
      ["--to", "containerd:/run/c.sock"],
      /^ctr --address \/run\/c\.sock --namespace k8s\.io images import \S+\/image\.tar$/,
    ],
    ["production", ["--to", "minikube:other"], /^minikube --profile other image load /],
  ];
  for (const [context, args, words] of asked) {
    writeFileSync(file, text.replace("kwok-chartroom", context));
    const before = loads().length;
    const ran = await run(one, "-e", "local", "image", "build", ...args);
    assert.is(ran.code, 0, ran.stderr);
    assert.is(loads().length, before + 1);
    assert.match(loads().at(-1) ?? "", words);
    const again = await run(one, "-e", "local", "image", "build", ...args, "--no-load");
    assert.is(again.code, 0, again.stderr);
    assert.is(loads().length, before + 1);
  }
  const far = await run(one, "-e", "local", "image", "build");
  assert.match(far.stderr, /takes it from a registry: docker push ghcr/);
  assert.not.match(far.stderr, /not committed/);
  write(one.root, { "lib/new.ex": "new\n" });
  assert.match((await run(one, "-e", "local", "image", "build")).stderr, /what is in it is not committed/);
});

test("image load: what the values name; CR728 where it is not there, CR727 where the loader is missing or fails", async () => {
  const one = place();
  fakeDocker(one);
  const gone = await run(one, "-e", "local", "image", "load", "--to", "kind");
  assert.is(gone.code, 2);
  assert.match(gone.stderr, /CR728\]: docker has no image ghcr\.io\/example\/shop:1\.4\.2/);
  fakeDocker(one, `test "$1 $2" = "image inspect" && exit 0`);
  const missing = await run(one, "-e", "local", "image", "load", "--to", "kind");
  assert.is(missing.code, 3);
  assert.match(missing.stderr, /CR727\]: kind was not found/);
  script(path.join(one.bin, "kind"), `echo "ERROR: no nodes found" >&2; exit 1`);
  const failed = await run(one, "-e", "local", "image", "load", "--to", "kind");
  assert.match(failed.stderr, /CR727\][\s\S]*note: no nodes found/);
  script(path.join(one.bin, "kind"), `echo "kind $*" >> "$LOG"`);
  const done = await run(one, "-e", "local", "image", "load", "--to", "kind:dev");
  assert.is(done.stdout, "ghcr.io/example/shop:1.4.2\n");
});

test("a values file that goes into the image is CR729: its tag would never come to rest", async () => {
  const one = place();
  fakeDocker(one);
  writeFileSync(path.join(one.root, ".dockerignore"), "charts\n");
  const ran = await run(one, "-e", "local", "image", "build");
  assert.is(ran.code, 0);
  assert.match(ran.stderr, /warning\[CR729\]: environments\/local\/values\.yaml goes into the image/);
  const again = await run(one, "-e", "local", "image", "build", "--no-write");
  assert.is.not(again.stdout, ran.stdout);
});

test("Ctrl-C ends the engine, too: exit 130, no tag is written", async () => {
  const one = place();
  fakeDocker(
    one,
    `test "$1" = build && { echo $$ > "$LOG.pid"; exec node -e "setTimeout(() => {}, 60000)"; }`,
  );
  const before = values(one);
  const child = spawn(
    process.execPath,
    [path.join(projectRoot, "dist/scripts/main.js"), "-e", "local", "image", "build"],
    {
      cwd: one.root,
      env: { ...process.env, ...one.env, CI: "true" },
      stdio: "ignore",
    },
  );
  const pidFile = `${one.env.LOG}.pid`;
  while (!existsSync(pidFile) || readFileSync(pidFile, "utf8").trim() === "")
    await new Promise((done) => setTimeout(done, 50));
  const ended = new Promise((done) => child.on("close", done));
  child.kill("SIGINT");
  assert.is(await ended, 130);
  assert.throws(() => process.kill(Number(readFileSync(pidFile, "utf8")), 0), /ESRCH/);
  assert.is(values(one), before);
});

test("podman and buildah write docker's format, keep layers, and give a short name its registry", async () => {
  for (const engine of ["podman", "buildah"]) {
    const one = place();
    script(
      path.join(one.bin, engine),
      `echo "${engine} $*" >> "$LOG"; case "$1 $2" in "image inspect"|inspect*) exit 1;; esac`,
    );
    const ran = await run(one, "image", "build", "--image", "shop", "--platform", "linux/arm64");
    assert.is(ran.code, 0, ran.stderr);
    const built = one.log().find((line) => line.startsWith(`${engine} build`)) ?? "";
    assert.match(
      built,
      /build --format=docker --layers --platform=linux\/arm64 .* --tag docker\.io\/library\/shop:\S+ --file/,
    );
    assert.match(ran.stdout, /^shop:[0-9a-f]{12}-with-[0-9a-f]{8}\n$/);
  }
});

test("buildkit has no store: what it built is kept as an archive, the newest of a name, and loaded from there", async () => {
  const one = place();
  const cache = tempDirectory();
  Object.assign(one.env, { CHARTROOM_CACHE: cache });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: shell
  const dest = 'case "$word" in --output=*) to=${word##*dest=};; esac';
  script(
    path.join(one.bin, "buildctl"),
    `echo "buildctl $*" >> "$LOG"; test "$1" = debug && exit 0; for word in "$@"; do ${dest}; done; echo archive > "$to"`,
  );
  script(path.join(one.bin, "kind"), `echo "kind $*" >> "$LOG"; cat "$3" >> "$LOG"`);
  const words = ["image", "build", "--image", "shop", "--base", "runner=a:1", "--to", "kind"];
  const first = await run(one, ...words);
  assert.is(first.code, 0, first.stderr);
  const built = one.log().find((line) => line.startsWith("buildctl build")) ?? "";
  for (const part of [
    "--frontend=dockerfile.v0",
    `--local=context=${one.root}`,
    "--opt filename=Dockerfile",
    "--opt build-arg:RUNNER_IMAGE=a:1",
  ])
    assert.ok(built.includes(part), `${part}: ${built}`);
  assert.match(built, /--opt label:org\.opencontainers\.image\.revision=[0-9a-f]{40} /);
  assert.equal(one.log().slice(-2), [
    `kind load image-archive ${cache}/images/shop/${first.stdout.trim().split(":")[1]}.tar --name kind`,
    "archive",
  ]);
  assert.match((await run(one, ...words)).stderr, /is there already/);
  write(one.root, { "new.txt": "1\n" });
  const second = await run(one, ...words);
  assert.equal(readdirSync(path.join(cache, "images/shop")), [`${second.stdout.trim().split(":")[1]}.tar`]);
});

test("--format json: what was done, on stdout", async () => {
  const one = place();
  fakeDocker(one);
  const ran = await run(one, "-e", "local", "image", "build", "--format", "json");
  const { version, image, diagnostics } = JSON.parse(ran.stdout);
  assert.equal(
    [version, image.repository, image.engine, image.built, image.dirty],
    [1, "ghcr.io/example/shop", "docker", true, false],
  );
  assert.equal(
    [image.written, image.loaded, diagnostics],
    [{ file: "environments/local/values.yaml", changed: true }, null, []],
  );
  assert.is(image.reference, `${image.repository}:${image.tag}`);
});
