import { readFileSync } from "node:fs";
import path from "node:path";
import semver from "semver";
import { advisories, maintained } from "../../scripts/tasks/registry.ts";
import { assert, suite } from "../harness.ts";
import { installed } from "../packed.ts";
import { projectRoot } from "../rig.ts";

const test = suite("dependencies: each is told with its reason, none runs at installation or is given up");

const read = (file: string) => readFileSync(path.join(projectRoot, file), "utf8");
const manifest = JSON.parse(read("package.json"));
const direct = Object.keys(manifest.dependencies);
const nameOf = (folder: string) => folder.split("node_modules/").at(-1) as string;

/** The cells of a section's table, without its head. */
function rows(title: string): string[][] {
  const section = read("docs/dependencies.md")
    .split(/^#+ /m)
    .find((one) => one.startsWith(`${title}\n`));
  return [...(section ?? "").matchAll(/^\| (`.*) \|$/gm)].map((one) => (one[1] as string).split(" | "));
}

const quoted = (names: readonly string[]) => names.map((one) => `\`${one}\``).join(", ");

test("the first table is package.json's dependencies, each with what for and why", () => {
  const told = rows("What chartroom's package depends on");
  assert.equal(
    told.map(([name]) => name),
    direct.map((one) => `\`${one}\``),
  );
  for (const [name, whatFor = "", why = ""] of told) assert.ok(whatFor.length > 5 && why.length > 5, name);
});

test("the second is everything else that is installed, with what brings it and its license", () => {
  const wanted = [...new Set(installed.map(([folder]) => nameOf(folder)))]
    .filter((name) => !direct.includes(name))
    .sort()
    .map((name) => {
      const parents = installed
        .filter(([, one]) => one.dependencies?.[name])
        .map(([folder]) => nameOf(folder));
      const licenses = installed.filter(([folder]) => nameOf(folder) === name).map(([, one]) => one.license);
      return [`\`${name}\``, quoted([...new Set(parents)].sort()), [...new Set(licenses)].join(", ")];
    });
  const told = rows("What they bring");
  assert.equal(
    told.map((one) => one.slice(0, 3)),
    wanted,
  );
  for (const [name, , , whatFor = ""] of told) assert.ok(whatFor.length > 5, name);
});

test("nothing runs at installation, and nothing that is installed is deprecated, needs another Node or a license fee", () => {
  for (const name of ["preinstall", "install", "postinstall"]) assert.is(manifest.scripts[name], undefined);
  const free = ["MIT", "ISC", "BSD-3-Clause", "Apache-2.0"];
  const oldest = semver.minVersion(manifest.engines.node)?.version ?? "";
  const wrong = installed.filter(
    ([, one]) =>
      one.hasInstallScript ||
      one.deprecated !== undefined ||
      !free.includes(one.license ?? "") ||
      !semver.satisfies(oldest, one.engines?.node ?? "*"),
  );
  assert.equal(wrong, []);
});

test("no version that is installed has an advisory of the table, and every row is about a package that is installed", () => {
  const told = rows("Advisories");
  assert.ok(told.length > 10, "the table is not read");
  for (const [name = "", advisory = "", affected = ""] of told) {
    assert.match(advisory, /^(GHSA(-[2-9a-z]{4}){3}(, )?|[\w-]+\/[\w-]+#\d+)+$/, name);
    const range = affected.replaceAll("`", "");
    assert.ok(semver.validRange(range), `${name}: ${range}`);
    const versions = installed
      .filter(([folder]) => `\`${nameOf(folder)}\`` === name)
      .map(([, one]) => one.version);
    assert.ok(versions.length > 0, `${name} is not installed`);
    for (const version of versions)
      assert.not.ok(
        semver.satisfies(version ?? "", range, { includePrerelease: true }),
        `${name} ${version}: ${advisory}`,
      );
  }
});

const said = (answer: unknown, stderr = "") => ({ stdout: JSON.stringify(answer), stderr });
const now = new Date("2026-11-26");

test("a vulnerability fails, and a registry that knows none of them counts as not asked", () => {
  assert.is(advisories(said({ vulnerabilities: {} })).state, "passed");
  assert.equal(advisories(said({ vulnerabilities: { yaml: { severity: "low" } } })), {
    state: "failed",
    text: "npm audit: yaml (low); `npm audit --omit=dev` tells more",
  });
  const message =
    "405 Method Not Allowed - POST https://registry.example.com/-/npm/v1/security/advisories/bulk";
  assert.equal(advisories(said({ message })), {
    state: "could not run",
    text: "npm audit: 405 Method Not Allowed",
  });
  assert.equal(advisories({ stdout: "", stderr: "npm warn x\nspawn npm ENOENT\n" }), {
    state: "could not run",
    text: "npm audit: spawn npm ENOENT",
  });
});

test("a deprecated dependency and one without a release for three years fail", () => {
  const answer = (published: string, more = {}) =>
    maintained(
      "leven",
      "^4.0.0",
      said({ "dist-tags": { latest: "4.1.0" }, time: { "4.1.0": published }, ...more }),
      now,
    );
  assert.equal(answer("2025-09-19T00:00:00Z"), {
    state: "passed",
    text: "leven ^4.0.0: newest 4.1.0, published 2025-09-19",
  });
  assert.equal(answer("2023-11-25T00:00:00Z").state, "failed");
  assert.match(answer("2023-11-25T00:00:00Z").text, "no release for 3 years");
  assert.match(answer("2026-09-19T00:00:00Z", { deprecated: "use that" }).text, "deprecated: use that");
  assert.is(maintained("leven", "^4.0.0", said({ error: { summary: "404" } }), now).state, "could not run");
});
