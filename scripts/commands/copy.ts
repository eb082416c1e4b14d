import { existsSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../copy/root.ts";
import { diagnostic } from "../core/diagnostic.ts";
import { findHelmfile } from "../environment/find.ts";
import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { kitSources, sayKit } from "./copy-kit.ts";
import { copyCheck, copyDiff, copyUpdate } from "./copy-known.ts";
import { type CopyWords, readCopyWords } from "./copy-words.ts";
import { sayFindings } from "./findings.ts";
import { sayUsage } from "./usage.ts";

export const command: Command = {
  name: "copy",
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
        return copyUpdate(invocation, root, words.value);
      case "copy":
        return copy(invocation, root, words.value);
    }
  },
};

async function copy(
  invocation: Invocation,
  root: string,
  { names, adopt, kit }: Extract<CopyWords, { mode: "copy" }>,
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
  const elsewhere = kit ? otherRoot(root, cwd) : undefined;
  if (elsewhere !== undefined) {
    const message = `the helmfile is in ${elsewhere}/, and a kit belongs to the root of the repository`;
    const help = "copy the charts without --kit, and write their releases into that helmfile";
    sayFindings(invocation, [diagnostic("CR001", message, { help })]);
    return 2;
  }
  const typed = names.slice(0, -1).map((one) => sourceFrom(root, cwd, one));
  const sources = kit ? await kitSources(root, typed) : typed;
  const done = await copyCharts(root, sources, target, adopt, kit);
  if (!done.ok) {
    sayFindings(invocation, done.error, root);
    return 2;
  }
  for (const { folder, version, files } of done.value)
    screen.say(`copied ${folder}  version ${version}, ${files} files`);
  screen.say("locked charts.lock.json  commit it with the copies; in CI: chartroom copy --check");
  if (!existsSync(path.join(root, ".git")))
    screen.say("no git here: later merges rest on this machine's cache alone");
  return kit ? sayKit(invocation, root, target, sources) : 0;
}

/** The folder of the helmfile where it is not the root of the copies: chartroom looks for its schema beside the helmfile. */
function otherRoot(root: string, cwd: string): string | undefined {
  const found = findHelmfile(cwd);
  if (!found.ok) return undefined;
  const relative = path.relative(root, found.value.root);
  return relative === "" || relative.startsWith("..") ? undefined : relative.split(path.sep).join("/");
}

runAlone(command, import.meta.url);
