import path from "node:path";
import { readImageWords } from "../../scripts/commands/image-words.ts";
import { assert, suite } from "../harness.ts";
import { chartroom } from "../rig.ts";
import { script } from "../tools/fakes.ts";
import { fakeDocker, place, run, values, write } from "./place.ts";

const test = suite("image: the verb, with engines that write down what they are asked");

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
