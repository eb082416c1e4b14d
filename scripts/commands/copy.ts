import { existsSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../copy/root.ts";
import { diagnostic } from "../core/diagnostic.ts";
import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { copyCheck, copyDiff, copyUpdate } from "./copy-known.ts";
import { readCopyWords } from "./copy-words.ts";
import { sayFindings } from "./findings.ts";
import { sayUsage } from "./usage.ts";

export const command: Command = {
  name: "copy",
  summary: "copy charts into your repository, and keep the copies honest",
  help: `Usage: chartroom copy CHART... FOLDER [--adopt]
       chartroom copy --check [--fail-on SEVERITY]
       chartroom copy --diff [COPY...]
       chartroom copy --update [--dry-run] [COPY...]

Copies each chart into FOLDER, into a folder of its name, and writes charts.lock.json at the root of the repository: where it
came from and what its files were. A CHART is one of chartroom's own (phoenix, postgres), a folder, a packaged chart
(web-1.2.0.tgz), or a folder of a git repository: git+https://example.com/kit.git#v2:charts/web.

  --check     which copies were edited, are behind their source, or hold conflicts, and which values files still use
              old names; changes nothing
  --diff      how the copies were edited, as git shows it
  --update    merges the source's present version into the copies: what only the source changed is taken, what only you
              changed stays, what both changed is merged, with conflicts marked as git does. Values files outside of the
              copy are never touched: every place that sets a value by an old name is told, with the new one
  --dry-run   say what --update would do
  --adopt     a folder that is there already stays as it is and is a copy from now on
  --fail-on   error (the default), warning, info or never: which findings of --check make it fail

Example: chartroom copy phoenix postgres charts
`,
  async run(invocation) {
    const words = readCopyWords(invocation.args);
    if (!words.ok) return sayUsage(invocation, words.error, "chartroom help copy");
    const root = repositoryRoot(invocation.cwd);
    switch (words.value.mode) {
      case "check":
        return copyCheck(invocation, root, words.value.failOn);
      case "diff":
        return copyDiff(invocation, root, words.value.names);
      case "update":
        return copyUpdate(invocation, root, words.value.names, words.value.dry);
      case "copy":
        return copy(invocation, root, words.value.names, words.value.adopt);
    }
  },
};

async function copy(
  invocation: Invocation,
  root: string,
  names: readonly string[],
  adopt: boolean,
): Promise<ExitCode> {
  const { copyCharts } = await import("../copy/copy.ts");
  const { sourceFrom } = await import("../copy/source.ts");
  const { cwd, screen } = invocation;
  const target = path
    .relative(root, path.resolve(cwd, names.at(-1) as string))
    .split(path.sep)
    .join("/");
  if (target.startsWith("..")) {
    const help = `name a folder inside of ${root}`;
    sayFindings(invocation, [diagnostic("CR001", "a copy belongs into the repository", { help })]);
    return 2;
  }
  const sources = names.slice(0, -1).map((one) => sourceFrom(root, cwd, one));
  const done = await copyCharts(root, sources, target, adopt);
  if (!done.ok) {
    sayFindings(invocation, done.error, root);
    return 2;
  }
  for (const { folder, version, files } of done.value)
    screen.say(`copied ${folder}  version ${version}, ${files} files`);
  screen.say("locked charts.lock.json  commit it with the copies; in CI: chartroom copy --check");
  if (!existsSync(path.join(root, ".git")))
    screen.say("no git here: later merges rest on this machine's cache alone");
  return 0;
}

runAlone(command, import.meta.url);
