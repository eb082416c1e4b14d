import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { filesBelow } from "../../scripts/core/files.ts";
import { isObject, type Json, type JsonObject } from "../../scripts/core/json.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { at, chartFolder, find, helm, objects, podSpec, scenarioFile, scenarios } from "./helm.ts";

const test = suite("charts: postgres");

test("a new version of the chart does not restart the database", async () => {
  const copy = path.join(tempDirectory(), "postgres");
  cpSync(chartFolder("postgres"), copy, { recursive: true });
  const file = path.join(copy, "Chart.yaml");
  const bumped = readFileSync(file, "utf8")
    .replace(/^version: .*/m, "version: 9.9.9")
    .replace(/^appVersion: .*/m, 'appVersion: "99"');
  writeFileSync(file, bumped);
  const ran = await helm([
    "template",
    "postgres",
    copy,
    "-n",
    "apps",
    "-f",
    scenarioFile("postgres", "backup"),
  ]);
  assert.is(ran.code, 0, ran.stderr);
  const after = parseAllDocuments(ran.stdout)
    .map((document) => document.toJS() as Json)
    .filter(isObject);
  const before = await objects("postgres", "backup");
  const pod = (all: readonly JsonObject[]) => at(find(all, "StatefulSet/postgres"), "spec");
  assert.match(JSON.stringify(after), /postgres-9\.9\.9/);
  assert.equal(pod(after), pod(before));
});

test("a new password restarts it", async () => {
  const checksum = async (changes: string[]) =>
    at(
      find(await objects("postgres", "minimal", changes), "StatefulSet/postgres"),
      "spec.template.metadata.annotations",
    );
  assert.is.not(
    JSON.stringify(await checksum([])),
    JSON.stringify(await checksum(["auth.password=another"])),
  );
});

test("the volume of the dumps has a pod from the start, by a Job that is another one where it differs", async () => {
  const job = async (changes: string[]) =>
    (await objects("postgres", "backup", changes)).find(({ kind }) => kind === "Job") as JsonObject;
  const first = await job([]);
  assert.match(JSON.stringify(at(first, "spec.template")), '"claimName":"postgres-backup"');
  const name = async (...changes: string[]) => at(await job(changes), "metadata.name");
  assert.is(await name("backup.keep=3"), at(first, "metadata.name"));
  assert.is.not(await name("image.repository=other"), at(first, "metadata.name"));
});

test("every object is found by its file: one in each template", () => {
  const folder = path.join(chartFolder("postgres"), "templates");
  for (const file of filesBelow(folder).filter((one) => one.endsWith(".yaml"))) {
    const kinds = readFileSync(path.join(folder, file), "utf8").match(/^kind: /gm) ?? [];
    assert.is(kinds.length, 1, file);
  }
});

test("scratch volumes have a limit, and a dump that fails in a pipe fails the Job", async () => {
  for (const scenario of scenarios("postgres")) {
    for (const object of await objects("postgres", scenario)) {
      const spec = podSpec(object);
      if (!spec) continue;
      const volumes = Array.isArray(spec.volumes) ? spec.volumes.filter(isObject) : [];
      for (const volume of volumes.filter((one) => one.emptyDir !== undefined))
        assert.ok(at(volume, "emptyDir.sizeLimit"), `${object.kind} ${volume.name}`);
      if (object.kind !== "CronJob") continue;
      const containers = spec.containers as JsonObject[];
      assert.equal(containers[0]?.command, ["bash", "-euo", "pipefail", "-c"]);
    }
  }
});
