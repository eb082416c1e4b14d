import path from "node:path";
import process from "node:process";
import { assert } from "../../harness.ts";
import { hasTerminal, type Terminal, terminal } from "../../observe/terminal.ts";
import { projectRoot } from "../../rig.ts";
import type { Place } from "../place.ts";
import { CannotRun, type Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

/** A shell on each pod's node through kubectl's own port-forward, and the release's own in the pod; its peers hear of neither. */
export default {
  onCluster: true,
  async run(stage) {
    if (!hasTerminal) throw new CannotRun("`script` of util-linux is not there");
    const place = stage.place("observed");
    place.set({ phoenix: { clustering: { strategy: "dns" } }, replicas: 2 });
    const applied = await place.apply();
    assert.is(applied.code, 0, screen(applied));
    for (const { name, address } of await place.pods()) {
      const shell = observe(place, "--via", "shell", "--pod", name);
      await shell.until(new RegExp(`phoenix@${address}\\)1> $`));
      shell.type('IO.puts("peers " <> inspect(length(Node.list())))\r');
      await shell.until(/peers 1\n/);
      await leave(shell);
    }
    const [first] = await place.pods();
    const inside = observe(place, "--via", "exec", "--pod", String(first?.name));
    await inside.until(new RegExp(`phoenix@${first?.address}\\)1> $`));
    await leave(inside);
    for (const page of await place.pages()) assert.is(page.nodes.length, 2);
    return { note: "Observer's window is not opened here" };
  },
} satisfies Scenario;

function observe(place: Place, ...words: string[]): Terminal {
  const main = path.join(projectRoot, "dist/scripts/main.js");
  const all = [main, "-e", "local", "observe", ...words];
  return terminal(place.site.here(process.execPath, all), { cwd: place.root, env: place.site.env });
}

/** Erlang's break menu. */
async function leave(shell: Terminal): Promise<void> {
  shell.type("\x03");
  await shell.until(/BREAK: /);
  shell.type("a\r");
  await shell.ended;
}
