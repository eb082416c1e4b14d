import path from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { readIfThere, writeWhole } from "../core/files.ts";
import { fileStart } from "../core/source.ts";
import { findHelmfile } from "../environment/find.ts";
import { report } from "../report/report.ts";
import { generateTypes } from "../typed/generate.ts";
import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  name: "types",
  async run({ args, file, format, cwd, screen }) {
    const refuse = (diagnostics: Parameters<typeof report>[1], root = cwd) =>
      screen.data(report(format, diagnostics, { root, color: screen.color }));
    const unknown = args.find((one) => one !== "--check");
    if (unknown !== undefined) {
      refuse([diagnostic("CR001", `types does not take \`${unknown}\``, { help: "chartroom help types" })]);
      return 2;
    }
    const found = findHelmfile(cwd, file);
    if (!found.ok) {
      refuse(found.error);
      return 2;
    }
    const { root } = found.value;
    const generated = await generateTypes(root);
    if (!generated.ok) {
      refuse(generated.error, root);
      return 2;
    }
    const stale = generated.value.filter((one) => readIfThere(path.join(root, one.file)) !== one.text);
    if (args.includes("--check")) {
      if (stale.length === 0) screen.say("the types are what the schemas say");
      else refuse(stale.map(outOfDate), root);
      return stale.length === 0 ? 0 : 1;
    }
    for (const one of stale) writeWhole(path.join(root, one.file), one.text);
    for (const one of generated.value)
      screen.say(`${stale.includes(one) ? "wrote" : "unchanged"} ${one.file}`);
    return 0;
  },
};

function outOfDate({ file }: { readonly file: string }) {
  return diagnostic("CR231", "these types are not what the schemas say", {
    place: fileStart(file),
    help: "run `chartroom types` and commit the file",
  });
}

runAlone(command, import.meta.url);
