import { existsSync } from "node:fs";
import path from "node:path";
import { readKit } from "../copy/lock.ts";
import { repositoryRoot } from "../copy/root.ts";
import { diagnostic } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
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
  { names, adopt, kit, ref }: Extract<CopyWords, { mode: "copy" }>,
): Promise<ExitCode> {
  const { copyCharts } = await import("../copy/copy.ts");
  const { givenRef, sourceFrom } = await import("../copy/source.ts");
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
  const helmfile = kit ? await kitHelmfile(root, invocation) : ok(undefined);
  if (!helmfile.ok) {
    sayFindings(invocation, helmfile.error, root);
    return 2;
  }
  const words = names.slice(0, -1).map((one) => sourceFrom(root, cwd, one));
  const typed = words.flatMap((one) => (ref === undefined ? one : (givenRef(one, ref) ?? [])));
  if (ref !== undefined && (typed.length === 0 || typed.length < words.length)) {
    const message = "`--ref` is for charts and kits in git that name no ref themselves";
    const help = `write it so: git+https://example.com/kit.git --ref ${ref}`;
    return sayUsage(invocation, message, help);
  }
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
  return kit ? sayKit(invocation, root, target, sources, helmfile.value) : 0;
}

/** The helmfile that the kit is for, before anything is written. */
async function kitHelmfile(root: string, { cwd, file }: Invocation): Promise<Result<string | undefined>> {
  const { foldersInTheWay, helmfileOfKit } = await import("../copy/kit/place.ts");
  const kit = readKit(root);
  if (!kit.ok) return kit;
  const helmfile = helmfileOfKit(root, cwd, file, kit.value);
  const inTheWay = helmfile.ok ? foldersInTheWay(root, helmfile.value) : [];
  return inTheWay.length > 0 ? fail(inTheWay) : helmfile;
}

runAlone(command, import.meta.url);
