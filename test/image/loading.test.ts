import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot } from "../rig.ts";
import { script } from "../tools/fakes.ts";
import { fakeDocker, place, run, values, write } from "./place.ts";

const test = suite("image: where it is loaded to, and by which engine");

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
