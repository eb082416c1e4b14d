import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";
import { commands } from "./index.ts";

const OPTIONS = `Options:
  -e, --environment NAME   the environment; \`check\` takes several, and all without one
  -f, --file FILE          another helmfile than the one found from here upwards
      --kube-context NAME  the Kubernetes context, where the environment names none
      --format FORMAT      pretty, json, sarif or github
      --yes                do not ask before applying
      --verbose            show all that helmfile and helm print (secrets stay masked)
  -h, --help               the help of a verb
      --version            chartroom's version

Any other option or verb goes to helmfile as it is: \`chartroom -e staging list\`.
Exit codes: 0 ok, 1 findings, 2 usage or configuration, 3 a tool is missing or failed, 130 interrupted.
`;

export const command: Command = {
  name: "help",
  async run({ args, screen, cwd }) {
    const verb = args[0];
    if (verb === undefined) {
      const width = Math.max(...Object.keys(commands).map((name) => name.length));
      const verbs = Object.entries(commands).map(
        ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
      );
      screen.data(
        `Usage: chartroom [-e ENVIRONMENT] VERB [OPTIONS]\n\nVerbs:\n${verbs.join("\n")}\n\n${OPTIONS}`,
      );
      return 0;
    }
    const entry = commands[verb];
    if (!entry) {
      const { diagnostic } = await import("../core/diagnostic.ts");
      const { report } = await import("../report/report.ts");
      const help = `chartroom hands \`${verb}\` to helmfile: \`helmfile ${verb} --help\` explains it`;
      screen.say(
        report("pretty", [diagnostic("CR001", `\`${verb}\` is no verb of chartroom`, { help })], {
          root: cwd,
          color: screen.color,
        }).trimEnd(),
      );
      return 2;
    }
    screen.data((await entry.help()).help);
    return 0;
  },
};

runAlone(command, import.meta.url);
