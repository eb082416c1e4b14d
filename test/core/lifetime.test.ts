import { spawn } from "node:child_process";
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ends } from "../ends.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot } from "../rig.ts";

const test = suite("lifetime: interrupts end children and leave nothing private behind");

/** A program of ours that makes its private directory, starts a child that sleeps, and says both. */
const program = `
import { privateDirectory } from ${JSON.stringify(path.join(projectRoot, "scripts/core/private-directory.ts"))};
import { run } from ${JSON.stringify(path.join(projectRoot, "scripts/core/exec.ts"))};
import { shell } from ${JSON.stringify(path.join(projectRoot, "scripts/core/shell.ts"))};
console.log("dir " + privateDirectory().path);
const say = (line) => console.log("pid " + line);
await Promise.all([
  run("sh", ["-c", "sleep 300 & echo $!; wait"], { onLine: say }),
  shell("sh", ["-c", "sleep 300 & echo $!; wait"], { onLine: say }),
]);
`;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  test(`${signal}: exit 130, the grandchildren are gone, so is the private directory`, async () => {
    const { code, directory, pids } = await interrupted(signal);
    assert.is(code, 130);
    assert.is(pids.length, 2);
    for (const pid of pids) assert.ok(await ends(pid), `${pid} still runs`);
    assert.not(existsSync(directory));
  });
}

test("work that follows a child's end is waited for, its own children too", async () => {
  const file = path.join(tempDirectory(), "program.mts");
  const scripts = path.join(projectRoot, "scripts/core");
  writeFileSync(
    file,
    `import { holdExit } from ${JSON.stringify(path.join(scripts, "lifetime.ts"))};
import { run } from ${JSON.stringify(path.join(scripts, "exec.ts"))};
const letGo = holdExit();
await run("sh", ["-c", "echo begun; exec sleep 300"], { onLine: (line) => console.log(line) });
await new Promise((resolve) => setTimeout(resolve, 300));
await run("sh", ["-c", "sleep 0.2; echo taken back"], { onLine: (line) => console.log(line) });
letGo();
setInterval(() => {}, 1000);
`,
  );
  const child = spawn(process.execPath, ["--import", "tsx", file], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    if (chunk.includes("begun")) child.kill("SIGTERM");
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  assert.equal([code, text], [130, "begun\ntaken back\n"]);
});

test("SIGKILL leaves the directory; the next start removes it", async () => {
  const { directory, pids } = await interrupted("SIGKILL");
  for (const pid of pids) process.kill(pid, "SIGKILL"); // nobody was left to end them
  assert.ok(existsSync(directory));
  const next = await interrupted("SIGINT");
  assert.not(existsSync(directory));
  assert.not(existsSync(next.directory));
});

test("what was killed long ago is removed: its pid is another process's now, or it never came to write one", async () => {
  const base = tempDirectory();
  const folder = (name: string, pid?: string) => {
    const made = path.join(base, `chartroom-private-${name}`);
    mkdirSync(made);
    if (pid !== undefined) writeFileSync(path.join(made, "pid"), pid);
    return made;
  };
  const [reused, fresh] = [folder("reused", `${process.pid} 1`), folder("fresh")];
  const unnamed = folder("unnamed");
  utimesSync(unnamed, 1, 1);
  await interrupted("SIGINT", { XDG_RUNTIME_DIR: undefined, TMPDIR: base });
  if (process.platform === "linux") assert.not(existsSync(reused));
  assert.not(existsSync(unnamed));
  assert.ok(existsSync(fresh), "it may just be being made");
});

test("a private directory is 0700 and another process's is left alone while it lives", async () => {
  const base = tempDirectory();
  const living = path.join(base, "chartroom-private-living");
  mkdirSync(living);
  writeFileSync(path.join(living, "pid"), String(process.pid));
  await interrupted("SIGINT", { XDG_RUNTIME_DIR: undefined, TMPDIR: base });
  assert.ok(existsSync(living));
});

test("another container's is left alone for a day: its processes cannot be seen from here", async () => {
  const base = tempDirectory();
  const folder = (name: string, namespace: string) => {
    const made = path.join(base, `chartroom-private-${name}`);
    mkdirSync(made);
    writeFileSync(path.join(made, "pid"), `${process.pid} 1 ${namespace}`);
    return made;
  };
  const foreign = folder("foreign", "pid:[1]");
  const old = folder("old", "pid:[1]");
  const yesterday = Date.now() / 1000 - 25 * 3600;
  utimesSync(old, yesterday, yesterday);
  const { directory } = await interrupted("SIGINT", { XDG_RUNTIME_DIR: undefined, TMPDIR: base });
  assert.not(existsSync(directory));
  assert.ok(existsSync(foreign));
  assert.not(existsSync(old));
});

async function interrupted(signal: NodeJS.Signals, env: NodeJS.ProcessEnv = {}) {
  const file = path.join(tempDirectory(), "program.mts");
  writeFileSync(file, program);
  const child = spawn(process.execPath, ["--import", "tsx", file], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  let sent = false;
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    if (!sent && text.split("pid ").length === 3) {
      sent = true;
      child.kill(signal);
    }
  });
  const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
  return {
    code,
    directory: /dir (\S+)/.exec(text)?.[1] as string,
    pids: [...text.matchAll(/pid (\d+)/g)].map((one) => Number(one[1])),
  };
}
