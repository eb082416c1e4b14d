import { execFileSync } from "node:child_process";
import path from "node:path";
import { suite } from "../harness.ts";
import { builtRelease } from "./release.ts";

const test = suite("init's Elixir and shell");

test("compile without a warning, and a release is made of them", () => {
  builtRelease();
});

test("are formatted as mix formats", () => {
  execFileSync("mix", ["format", "--check-formatted", "lib/harbour/release.ex"], {
    cwd: builtRelease().sources,
    stdio: "pipe",
  });
});

test("pass shellcheck", () => {
  const { sources } = builtRelease();
  const scripts = ["server", "migrate", "seed", "rollback"].map((one) => path.join("rel/overlays/bin", one));
  execFileSync("shellcheck", ["--shell=sh", "rel/env.sh.eex", ...scripts], { cwd: sources, stdio: "pipe" });
});
