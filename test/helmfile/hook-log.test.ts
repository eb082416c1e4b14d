import path from "node:path";
import process from "node:process";
import { taint } from "../../scripts/core/taint.ts";
import type { Environment } from "../../scripts/environment/model.ts";
import { explainFailure } from "../../scripts/helmfile/failure.ts";
import { forgetTools } from "../../scripts/tools/find.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { script } from "../tools/fakes.ts";

const test = suite("helmfile: a failed hook's log is shown without the secrets in it");
const kept = process.env.PATH;

test.after.each(() => {
  process.env.PATH = kept;
  forgetTools();
});

const release = { name: "web", namespace: "shop", file: "helmfile.yaml" };
const environment = {
  name: "staging",
  root: "/",
  helmfile: "/",
  releases: [release],
} as unknown as Environment;

/** A kubectl on PATH that tells the log; helm has no record. */
function fakeTools(log: string): void {
  const bin = tempDirectory();
  script(
    path.join(bin, "kubectl"),
    `case "$*" in *version*) echo 'Client Version: v1.37.2';; *logs*) printf '%s' '${log}';; *) echo '{}';; esac`,
  );
  script(path.join(bin, "helm"), "echo '[]'");
  process.env.PATH = `${bin}${path.delimiter}${kept}`;
  forgetTools();
}

async function noteFor(log: string): Promise<string> {
  fakeTools(log);
  const stderr = `failed processing release web: x\nError: pre-upgrade hooks failed: resource Job/shop/web-migrate not ready\n`;
  const ran = { code: 1, stdout: "", stderr, missing: false };
  const target = { context: "c", env: {}, simulated: false };
  const request = { environment, target, helmfileOptions: [], args: [], records: [] };
  const [finding] = await explainFailure(request, { ran, hooks: [], unready: () => [] });
  return finding?.note ?? "";
}

test("in a URL, in lines, and cut by the number of lines that are shown", async () => {
  const pem = `-----BEGIN KEY-----\n${"kAnaryLineOne0123\nkAnaryLineTwo4567\n"}-----END KEY-----`;
  taint.add(pem);
  taint.add("ecto://u:kAnary-in-url@db/shop");
  const note = await noteFor(
    `cannot reach kAnary-in-url\n${pem}\nand\nkAnaryLineTwo4567\n-----END KEY-----\n** (exit)`,
  );
  assert.not.match(note, /kAnary/);
  assert.match(note, "| cannot reach <secret>\n| <secret>\n| and\n| <secret>");
  assert.match(note, "| ** (exit)");
});
