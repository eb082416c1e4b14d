import { context } from "../../scripts/init/files/context.ts";
import { dockerfile } from "../../scripts/init/files/dockerfile.ts";
import { dockerignore } from "../../scripts/init/files/dockerignore.ts";
import { baseImages } from "../../scripts/init/files/images.ts";
import type { Project } from "../../scripts/init/project.ts";
import { assert, suite } from "../harness.ts";
import { choices, projects } from "./projects.ts";

const test = suite("init: Dockerfile and .dockerignore");

for (const [name, project] of Object.entries(projects)) {
  test(`${name}: whatever is copied out of the project may go into the build`, () => {
    const copied = copies(project);
    assert.ok(copied.length > 3);
    const allowed = context(project);
    const lost = copied.filter((one) => !allowed.some((root) => one === root || one.startsWith(`${root}/`)));
    assert.equal(lost, []);
  });

  test(`${name}: what goes into the build is copied, or a change of it would build again for nothing`, () => {
    const copied = copies(project);
    const idle = context(project).filter(
      (root) =>
        !copied.some((one) => one === root || one.startsWith(`${root}/`) || root.startsWith(`${one}/`)),
    );
    assert.equal(idle, []);
    const ignore = dockerignore(project).text.split("\n");
    for (const root of context(project)) assert.ok(ignore.includes(`!${root}`), root);
    assert.ok(ignore.indexOf("*") < ignore.indexOf(`!${context(project)[0]}`));
  });

  test(`${name}: a stage comes before the one that copies from it`, () => {
    const seen = new Set<string>();
    for (const line of dockerfile(project, choices).text.split("\n")) {
      const from = /^(?:COPY --from=|FROM )(\S+)/.exec(line)?.[1] ?? "";
      if (from !== "" && !from.startsWith("$")) assert.ok(seen.has(from), line);
      const stage = / AS (\S+)$/.exec(line)?.[1];
      if (stage) seen.add(stage);
    }
    assert.ok(seen.has("runner"));
  });
}

test("a module changes nothing before the stage that compiles", () => {
  const text = dockerfile(projects.phx, choices).text;
  const before = text.slice(0, text.indexOf("FROM deps AS compile"));
  assert.ok(!/COPY .*\blib\b/.test(before), "lib is copied too early");
  const compile = text.slice(text.indexOf("FROM deps AS compile"), text.indexOf("FROM compile AS assets"));
  assert.ok(!compile.includes("runtime.exs"), "what is read at the start compiles again");
});

test("a project without dependencies asks nobody for Hex", () => {
  assert.ok(!dockerfile(projects.bare, choices).text.includes("local.hex"));
  assert.ok(dockerfile(projects.phx, choices).text.includes("local.hex"));
});

test("OpenSSL decides which Debian an Erlang is built with", () => {
  assert.equal(baseImages("1.10.4-otp-22", "22.3").elixir, "1.10.4");
  assert.match(baseImages("1.10.4", "22.3").debian, /^bullseye-\d{8}-slim$/);
  assert.match(baseImages("1.14.3", "25.3.2").debian, /^bookworm-\d{8}-slim$/);
  assert.match(baseImages("1.18.4", "27.3.4").debian, /^trixie-\d{8}-slim$/);
});

test("no two steps lock one cache, nor one step two of a name: buildah 1.28 would wait for ever", () => {
  for (const project of Object.values(projects)) {
    const { text } = dockerfile(project, choices);
    const caches = [...text.matchAll(/--mount=type=cache,(?:id=([\w-]+),)?target=([^,\s]+),sharing=locked/g)];
    const names = caches.map(([, id, target]) => id ?? target);
    assert.ok(names.length >= 4);
    assert.equal(names.length, new Set(names).size, names.join(" "));
  }
});

test("nothing runs as root, and nothing is called latest", () => {
  for (const project of Object.values(projects)) {
    const text = dockerfile(project, choices).text;
    assert.match(text.slice(text.indexOf("AS runner")), /\nUSER 65534:65534\n/);
    assert.ok(!text.includes("latest"));
  }
});

test("a purger of CSS gets the templates, other webpack builds do not wait for them", () => {
  const purging = {
    ...projects.webpack,
    texts: new Map([["assets/package.json", '{"devDependencies":{"tailwindcss":"1"}}']]),
  };
  assert.ok(dockerfile(purging, choices).text.includes("COPY lib /build/lib\n"));
  assert.ok(!dockerfile(projects.webpack, choices).text.includes("COPY lib /build/lib"));
});

/** Sources of COPY lines that come out of the project. */
function copies(project: Project): readonly string[] {
  return dockerfile(project, choices)
    .text.split("\n")
    .filter((line) => line.startsWith("COPY ") && !line.includes("--from="))
    .flatMap((line) => line.split(" ").slice(1, -1));
}
