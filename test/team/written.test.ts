import { readFileSync } from "node:fs";
import path from "node:path";
import { filesBelow } from "../../scripts/core/files.ts";
import { assert, suite } from "../harness.ts";
import { goodTeam } from "./base.ts";
import { ci, found } from "./ci.ts";

const test = suite("team: what is made of its repository");

test("a tree for Argo CD has references to the environment's secrets file and to the release's own", async () => {
  const { root, key } = await goodTeam();
  const repository = ["--repo", "https://git.example.com/shop/deploy.git"];
  const words = ["-e", "staging", "render", "--layout", "argocd", "-o", "tree", ...repository];
  const ran = await ci(root, ["--format", "json", ...words], { SOPS_AGE_KEY_FILE: key });
  assert.is(ran.code, 0, ran.stderr);
  const text = filesBelow(path.join(root, "tree"))
    .map((file) => readFileSync(path.join(root, "tree", file), "utf8"))
    .join("");
  assert.match(text, "PASSWORD: ref+sops://config/staging.secrets.yaml#/reports/database\n");
  assert.match(text, "TOKEN: ref+sops://releases/reports-staging.secrets.yaml#/token\n");
  assert.not.match(text, "hunter");
  assert.equal(found(ran.stderr.slice(ran.stderr.indexOf('{"version"'))), ["CR026 helmfile.yaml.gotmpl:6:5"]);
});
