import { appendFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import type { Buildah } from "./buildah.ts";
import { build, CANARY, git, sampleProject } from "./places.ts";

/** The sample application by buildah: another engine, another cache, another format of its own. */
export async function buildahSuite({ env: store, buildah }: Buildah): Promise<void> {
  const test = suite("images: the sample application by buildah");
  const env = { ...store, CHARTROOM_ENGINE: "buildah" };
  const root = await sampleProject();
  let reference = "";

  test("is built from the same Dockerfile, under a name that Kubernetes finds, with its health check", async () => {
    const built = await build(root, env);
    assert.is(built.code, 0, built.stderr);
    reference = built.reference;
    assert.match(reference, /^harbour:[0-9a-f]{12}-with-[0-9a-f]{8}$/);
    const images = (await buildah("images", "--format", "{{.Name}}:{{.Tag}}")).stdout.split("\n");
    assert.ok(images.includes(`docker.io/library/${reference}`), images.join(" "));
    const { Docker } = JSON.parse(
      (await buildah("inspect", "--type", "image", `docker.io/library/${reference}`)).stdout,
    );
    assert.equal(Docker.config.Healthcheck.Test, ["CMD", "/app/bin/healthcheck"]);
    assert.is(Docker.config.Labels["org.opencontainers.image.revision"], git(root, "rev-parse", "HEAD"));
    assert.is(Docker.config.User, "65534:65534");
  });

  test("by force: no step runs again; after a change of a module: nothing before `compile`", async () => {
    const forced = await build(root, env, "--force");
    assert.is(forced.code, 0, forced.stderr);
    const steps = forced.stderr.match(/STEP \d+\/\d+: (?!FROM )/g)?.length ?? 0;
    assert.ok(steps > 25, `${steps} steps`);
    assert.is(forced.stderr.match(/--> Using cache/g)?.length, steps);
    assert.equal(ranAgain(forced.stderr), []);
    appendFileSync(path.join(root, "lib/harbour/status.ex"), "\n# changed\n");
    const changed = await build(root, env);
    const again = ranAgain(changed.stderr);
    assert.ok(
      again.includes("RUN mix compile") && again.some((one) => one.startsWith("RUN mix release")),
      changed.stderr,
    );
    assert.not.ok(
      again.some((one) => /mix deps/.test(one)),
      again.join("\n"),
    );
  });

  test("holds no file of the builder, and no secret", async () => {
    const archive = path.join(tempDirectory(), "image.tar");
    const saved = await buildah("push", `docker.io/library/${reference}`, `docker-archive:${archive}`);
    assert.is(saved.code, 0, saved.stderr);
    const script =
      'mkdir "$2/a" && tar -C "$2/a" -xf "$1" && cd "$2/a" && for layer in *.tar; do tar -tf "$layer"; tar -xOf "$layer" | grep -a "$3"; done; true';
    const { stdout } = await run("sh", ["-c", script, "sh", archive, path.dirname(archive), CANARY]);
    assert.ok(stdout.includes("app/bin/server"));
    assert.not.ok(stdout.includes(CANARY));
    assert.equal(
      stdout.split("\n").filter((name) => /(?:^|\/)(?:gcc|erlc|elixirc|mix|mix\.exs)$|\.ex$/.test(name)),
      [],
    );
  });
}

/**
 * The steps of a build's output that no `Using cache` follows. What is copied out of another stage is no matter: there
 * buildah tells of that stage in between.
 */
function ranAgain(output: string): string[] {
  const lines = output.split("\n").map((line) => line.trim().replace(/^\[\d+\/\d+\] /, ""));
  return lines.flatMap((line, at) => {
    const step = /^STEP \d+\/\d+: ((?:RUN|COPY (?!--from)) ?.*)$/.exec(line)?.[1];
    const after = lines.slice(at + 1).find((one) => /^(?:STEP |--> |COMMIT )/.test(one)) ?? "";
    return step === undefined || after.includes("Using cache") ? [] : [step];
  });
}
