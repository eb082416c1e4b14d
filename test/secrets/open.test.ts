import { chmodSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { taint } from "../../scripts/core/taint.ts";
import type { LayerNode } from "../../scripts/layers/model.ts";
import { readLayer } from "../../scripts/layers/read.ts";
import { openLayer } from "../../scripts/secrets/open.ts";
import { findTool, forgetTools } from "../../scripts/tools/find.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const test = suite("secrets: open");
const file = "environments/local/secrets.yaml";
const kept = { ...process.env };

test.after.each(() => {
  for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name];
  Object.assign(process.env, kept);
  forgetTools();
});

function repository(): string {
  const root = tempDirectory();
  cpSync("environments", path.join(root, "environments"), { recursive: true });
  delete process.env.SOPS_AGE_KEY;
  delete process.env.SOPS_AGE_KEY_FILE;
  delete process.env.SOPS_AGE_KEY_CMD;
  process.env.HOME = root;
  process.env.XDG_CONFIG_HOME = root;
  return root;
}

async function open(root: string) {
  const layer = readLayer(root, file);
  if (!layer.ok) throw new Error("the layer cannot be read");
  return { layer: layer.value, ...(await openLayer(root, layer.value)) };
}

function leaf(node: LayerNode, ...steps: string[]): LayerNode & { kind: "scalar" } {
  for (const step of steps) {
    node = (node as LayerNode & { kind: "map" }).entries.get(step)?.node as LayerNode;
  }
  return node as LayerNode & { kind: "scalar" };
}

test("values come from decryption, places from the encrypted file, and each value is tainted", async () => {
  const { layer, value, diagnostics } = await open(repository());
  assert.equal(diagnostics, []);
  const before = leaf(layer.root, "postgres", "auth", "password");
  const after = leaf(value.root, "postgres", "auth", "password");
  assert.is(after.secret, true);
  assert.is(after.encrypted, undefined);
  assert.is(before.encrypted, "str");
  assert.equal(after.place, before.place);
  assert.match(after.raw, /^ENC\[/);
  assert.is(String(after.value).length, 24);
  assert.is(taint.touches(`x ${after.value}`), true);
});

test("a value that was added without sops is tainted, though sops opens the file no more", async () => {
  const root = repository();
  const at = path.join(root, file);
  writeFileSync(at, readFileSync(at, "utf8").replace(/^sops:/m, "added: kAnary-added-plain\nsops:"));
  const { diagnostics } = await open(root);
  assert.is(diagnostics.length, 1);
  assert.is(
    taint.mask("Input string kAnary-added-plain does not match"),
    "Input string <secret> does not match",
  );
});

test("without a key the document comes back as it was: CR150", async () => {
  const root = repository();
  process.env.SOPS_AGE_KEY_FILE = path.join(root, "none.txt");
  const { layer, value, diagnostics } = await open(root);
  assert.is(value, layer);
  assert.equal(
    diagnostics.map((one) => [one.code, one.severity]),
    [["CR150", "info"]],
  );
});

test("a renamed key does not fit the checksum: CR151, and no value in the message", async () => {
  const root = repository();
  const at = path.join(root, file);
  writeFileSync(at, readFileSync(at, "utf8").replace("postgres:", "postgress:"));
  const { diagnostics } = await open(root);
  assert.is(diagnostics[0]?.code, "CR151");
  assert.not.match(JSON.stringify(diagnostics), /ecto:/);
});

test("a value that was removed is seen by the MAC alone: CR151", async () => {
  const root = repository();
  const at = path.join(root, file);
  writeFileSync(at, readFileSync(at, "utf8").replace(/^postgres:\n.*\n.*\n/m, ""));
  assert.is((await open(root)).diagnostics[0]?.code, "CR151");
});

test("a damaged sops block: CR152, and sops' own words are not repeated", async () => {
  const root = repository();
  const at = path.join(root, file);
  writeFileSync(at, readFileSync(at, "utf8").replace(/lastmodified: .*/, "lastmodified: canary-text"));
  const { diagnostics } = await open(root);
  assert.is(diagnostics[0]?.code, "CR152");
  assert.not.match(JSON.stringify(diagnostics), /canary-text/);
});

test("argv holds the file's name alone", async () => {
  const root = repository();
  const real = await findTool("sops");
  if (!real.ok) throw new Error("sops is missing");
  const bin = tempDirectory();
  const log = path.join(bin, "argv");
  writeFileSync(path.join(bin, "sops"), `#!/bin/sh\necho "$@" >> '${log}'\nexec '${real.value.path}' "$@"\n`);
  chmodSync(path.join(bin, "sops"), 0o755);
  process.env.PATH = `${bin}${path.delimiter}${process.env.PATH}`;
  forgetTools();
  const { diagnostics } = await open(root);
  assert.equal(diagnostics, []);
  assert.match(
    readFileSync(log, "utf8"),
    /^decrypt --output-type json \.\/environments\/local\/secrets\.yaml$/m,
  );
  assert.is(taint.touches(readFileSync(log, "utf8")), false);
});
