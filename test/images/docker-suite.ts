import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom } from "../rig.ts";
import { stepsOf } from "./buildkit-log.ts";
import type { Docker } from "./dockerd.ts";
import { build, CANARY, git, sampleProject } from "./places.ts";

/** The sample application, built by docker: what is built again, what is in the image, how it runs. */
export async function dockerSuite(docker: Docker): Promise<void> {
  const test = suite("images: the sample application by docker");
  const root = await sampleProject();
  let reference = "";

  test("is built from init's own Dockerfile, by the docker that has BuildKit", async () => {
    const built = await build(root, docker.env);
    assert.is(built.code, 0, built.stderr);
    reference = built.reference;
    assert.match(reference, /^harbour:[0-9a-f]{12}-with-[0-9a-f]{8}$/);
    assert.match(built.stderr, /with docker\n/);
    const steps = stepsOf(built.stderr);
    for (const stage of ["base", "deps", "compile", "release", "runner"])
      assert.ok(
        steps.some((one) => one.stage === stage && !one.cached),
        `${stage} did not run:\n${built.stderr}`,
      );
    const { Labels, User, Healthcheck } = JSON.parse(
      await docker.must("image", "inspect", "--format", "{{json .Config}}", reference),
    );
    assert.is(Labels["org.opencontainers.image.revision"], git(root, "rev-parse", "HEAD"));
    assert.is(Labels["org.opencontainers.image.version"], "0.1.0");
    assert.is(User, "65534:65534");
    assert.equal(Healthcheck.Test, ["CMD", "/app/bin/healthcheck"]);
  });

  test("what is there is not built again; built again by force, no step runs", async () => {
    const again = await build(root, docker.env);
    assert.match(again.stderr, /is there already/);
    const forced = await build(root, docker.env, "--force");
    assert.is(forced.code, 0, forced.stderr);
    const steps = stepsOf(forced.stderr);
    assert.ok(steps.length >= 15, `${steps.length} steps:\n${forced.stderr}`);
    assert.equal(
      steps.filter(({ cached }) => !cached),
      [],
    );
    assert.is(forced.reference, reference);
  });

  test("after a change of a module nothing before `compile` runs again", async () => {
    appendFileSync(path.join(root, "lib/harbour/status.ex"), "\n# changed\n");
    const changed = await build(root, docker.env);
    assert.is(changed.code, 0, changed.stderr);
    assert.match(changed.reference, /-dirty-/);
    const ran = stepsOf(changed.stderr).filter(({ cached }) => !cached);
    assert.equal([...new Set(ran.map(({ stage }) => stage))], ["compile", "release", "runner"]);
    assert.ok(ran.some(({ text }) => text === "RUN mix compile"));
    git(root, "checkout", "-q", "--", "lib");
  });

  test("a change of runtime.exs or of a file that no step copies compiles nothing", async () => {
    appendFileSync(path.join(root, "config/runtime.exs"), "\n# changed\n");
    const changed = await build(root, docker.env);
    const ran = stepsOf(changed.stderr).filter(({ cached }) => !cached);
    assert.equal([...new Set(ran.map(({ stage }) => stage))], ["release", "runner"], changed.stderr);
    git(root, "checkout", "-q", "--", "config");
    appendFileSync(path.join(root, "README.md"), "changed\n");
    assert.match((await build(root, docker.env)).stderr, /is there already/);
  });

  test("with init's environment: named by its values, the tag written there; the next build has the same, and check agrees", async () => {
    const env = { ...docker.env, SOPS_AGE_KEY_FILE: path.join(path.dirname(root), "key") };
    const file = path.join(root, "environments/local/values.yaml");
    const before = readFileSync(file, "utf8");
    const built = await build(root, env, "-e", "local", "--no-load");
    assert.is(built.code, 0, built.stderr);
    assert.is(built.reference, reference);
    const tag = reference.slice(reference.indexOf(":") + 1);
    const [old, now] = [before, readFileSync(file, "utf8")].map((text) => text.split("\n"));
    assert.equal(
      now?.filter((line) => !old?.includes(line)).map((line) => line.trim()),
      [`tag: ${tag}`],
    );
    assert.is((await build(root, env, "-e", "local", "--no-load")).reference, reference);
    const checked = await chartroom(["-e", "local", "check"], { cwd: root, env });
    assert.is(checked.code, 0, checked.stdout + checked.stderr);
    git(root, "checkout", "-q", "--", "environments");
  });

  test("holds no compiler, no source, no secret, nothing that others may write", async () => {
    const folder = tempDirectory();
    const saved = path.join(folder, "image.tar");
    await docker.must("save", "--output", saved, reference);
    const container = await docker.must("create", reference);
    const files = path.join(folder, "files.tar");
    await docker.must("export", "--output", files, container);
    await docker.must("rm", container);
    const listed = (await run("tar", ["-tvf", files])).stdout.split("\n");
    const names = listed.map((line) => line.split(/\s+/)[5] ?? "");
    assert.ok(names.includes("app/bin/server") && names.includes("app/bin/harbour"));
    // The release's own `elixir` and `iex` are the scripts that its commands start the BEAM by.
    const compiler =
      /^(?!app\/releases\/).*(?:^|\/)(?:gcc(?:-\d+)?|cc|cc1|erlc|elixirc?|iex|mix|make|git|npm|node)$/;
    assert.equal(
      names.filter((name) => compiler.test(name) && !name.startsWith("usr/share/bash-completion/")),
      [],
    );
    assert.equal(
      names.filter((name) => /\.(?:ex|erl|hrl|c|h|leex|heex)$|(?:^|\/)mix\.(?:exs|lock)$/.test(name)),
      [],
    );
    // Scripts that the application reads when it migrates and seeds are data of its, and its configuration.
    const scripts = names.filter(
      (name) => /\.exs$/.test(name) && !/\/(?:migrations\/[^/]+|seeds|runtime)\.exs$/.test(name),
    );
    assert.equal(scripts, []);
    assert.equal(
      names.filter((name) =>
        /(?:^|\/)(?:\.env|\.secrets|\.git|dump\.sql|[^/]*\.secret\.exs|server\.key)(?:\/|$)/.test(name),
      ),
      [],
    );
    const app = listed.filter((line) => /\sapp\//.test(line));
    assert.equal(
      app.filter(
        (line) => !/\sroot\/root\s|\s0\/0\s/.test(line) || /^.{8}w/.test(line.startsWith("l") ? "" : line),
      ),
      [],
    );
    const history = await docker.must("history", "--no-trunc", reference);
    assert.not.ok(history.includes(CANARY));
    assert.not.ok((await contents(saved)).includes(CANARY), "a layer holds what no layer may hold");
  });

  test("the search for secrets would find one", async () => {
    const dockerfile = path.join(tempDirectory(), "Dockerfile");
    const text = readFileSync(path.join(root, "Dockerfile"), "utf8");
    await run("sh", [
      "-c",
      `printf '%s\\nCOPY dump.sql /\\nRUN rm /dump.sql\\n' "$1" > "$2"; printf '!dump.sql\\n' > "$2.dockerignore"; cat "$3" >> "$2.dockerignore"; printf '!dump.sql\\n' >> "$2.dockerignore"`,
      "sh",
      text.replace("USER 65534:65534\n", ""),
      dockerfile,
      path.join(root, ".dockerignore"),
    ]);
    const built = await build(root, docker.env, "--dockerfile", dockerfile);
    assert.is(built.code, 0, built.stderr);
    const saved = path.join(tempDirectory(), "image.tar");
    await docker.must("save", "--output", saved, built.reference);
    assert.ok((await contents(saved)).includes(CANARY));
  });

  test("runs as another than root, on a read-only root, without a capability; is healthy; ends at SIGTERM with 0", async () => {
    const options = ["--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges"];
    const variables = [
      "DATABASE_URL=ecto://a:b@127.0.0.1:1/c",
      `SECRET_KEY_BASE=${"s".repeat(64)}`,
      "HEALTHCHECK_PATH=/healthz",
    ];
    const container = await docker.must(
      "run",
      "--detach",
      ...options,
      "--health-interval=1s",
      ...variables.flatMap((one) => ["--env", one]),
      reference,
    );
    const health = () =>
      docker.must("inspect", "--format", "{{.State.Health.Status}} {{.State.Status}}", container);
    for (let tries = 0; tries < 300 && (await health()) === "starting running"; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.is(await health(), "healthy running", (await docker.docker(["logs", container])).stderr);
    const inside = (...words: string[]) => docker.docker(["exec", container, ...words]);
    assert.is((await inside("id", "-u")).stdout.trim(), "65534");
    assert.match((await inside("grep", "CapEff", "/proc/1/status")).stdout, /CapEff:\t0{16}\n/);
    assert.is.not((await inside("touch", "/app/x")).code, 0);
    // The check itself: another page than one that is there is not healthy.
    const sick = await docker.docker([
      "exec",
      "--env",
      "HEALTHCHECK_PATH=/nothing",
      container,
      "/app/bin/healthcheck",
    ]);
    assert.is(sick.code, 1);
    await docker.must("stop", "--time", "30", container);
    assert.is(
      await docker.must("inspect", "--format", "{{.State.ExitCode}} {{.State.OOMKilled}}", container),
      "0 false",
    );
    await docker.must("rm", container);
  });

  test("is loaded into a containerd by the real ctr, under the name that Kubernetes looks for", async () => {
    const ran = await chartroom(["image", "load", reference, "--to", `containerd:${docker.containerd}`], {
      cwd: root,
      env: docker.env,
    });
    assert.is(ran.code, 0, ran.stderr);
    const listed = await run("ctr", [
      "--address",
      docker.containerd,
      "--namespace",
      "k8s.io",
      "images",
      "list",
      "--quiet",
    ]);
    assert.is(listed.stdout.trim(), `docker.io/library/${reference}`);
  });
}

/** All that an image's archive holds, layers unpacked. */
async function contents(archive: string): Promise<string> {
  const folder = tempDirectory();
  const script =
    'tar -C "$2" -xf "$1" && cd "$2" && for layer in $(find . -name "*.tar"); do tar -xOf "$layer" | grep -a canary- ; done; grep -ra canary- . || true';
  return (await run("sh", ["-c", script, "sh", archive, folder])).stdout;
}
