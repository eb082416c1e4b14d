import { diagnostic } from "../core/diagnostic.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { findTool, searchTool } from "../tools/find.ts";
import { installTools } from "../tools/install.ts";
import type { ToolName } from "../tools/model.ts";
import { toolNames } from "../tools/pins.ts";
import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { sayFindings } from "./findings.ts";
import { toolProgress } from "./tool-progress.ts";

/** `chartroom tools install|list|path`. */
export const command: Command = {
  name: "tools",
  async run(invocation: Invocation): Promise<ExitCode> {
    const [what, ...names] = invocation.args;
    const unknown = names.find((name) => !isToolName(name));
    if (unknown !== undefined) {
      return misuse(invocation, `there is no tool \`${unknown}\``, `the tools are ${toolNames.join(", ")}`);
    }
    const wanted = names as ToolName[];
    if (what === "install") return install(invocation, wanted.length > 0 ? wanted : toolNames);
    if (what === "list" && wanted.length === 0) return list(invocation);
    if (what === "path" && wanted.length === 1) return showPath(invocation, wanted[0] as ToolName);
    const said =
      what === undefined ? "`tools` needs a word" : `\`tools ${invocation.args.join(" ")}\` is not known`;
    return misuse(invocation, said, "chartroom tools install [NAME...] | list | path NAME");
  },
};

async function install(invocation: Invocation, names: readonly ToolName[]): Promise<ExitCode> {
  const { screen } = invocation;
  const progress = toolProgress(screen);
  const result = await installTools(names, progress.onEvent);
  progress.stop();
  if (isInterrupted()) return 130;
  if (!result.ok) {
    sayFindings(invocation, result.error);
    return 3;
  }
  screen.say(
    `${result.value.length === 1 ? `${names[0]} is` : `all ${result.value.length} tools are`} there; see: chartroom doctor`,
  );
  return 0;
}

async function list({ screen }: Invocation): Promise<ExitCode> {
  for (const name of toolNames) {
    const { tool } = await searchTool(name);
    if (tool) screen.data(`${name}\t${tool.version}\t${tool.from}\t${tool.path}\n`);
  }
  return 0;
}

async function showPath(invocation: Invocation, name: ToolName): Promise<ExitCode> {
  const found = await findTool(name);
  if (found.ok) {
    invocation.screen.data(`${found.value.path}\n`);
    return 0;
  }
  sayFindings(invocation, found.error);
  return 3;
}

function misuse(invocation: Invocation, message: string, help: string): ExitCode {
  sayFindings(invocation, [diagnostic("CR001", message, { help })]);
  return 2;
}

function isToolName(name: string): name is ToolName {
  return (toolNames as string[]).includes(name);
}

runAlone(command, import.meta.url);
