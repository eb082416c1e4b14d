import { readArguments } from "../arguments.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { processScreen, type Screen } from "../report/screen.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { commands } from "./index.ts";

/** Runs one command line to its exit code. `only` runs that verb whatever the words say (a verb's file started alone). */
export async function start(argv: readonly string[], only?: Command): Promise<ExitCode> {
  const screen = processScreen();
  // A reader that goes away (`| head`) is no failure of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 3));
  try {
    const read = readArguments(only ? [only.name, ...argv] : argv);
    if (!read.ok) {
      await sayRefusal(screen, read.error);
      return 2;
    }
    const { verb, help, version, ...options } = read.value;
    const invocation: Invocation = { ...options, verb: verb ?? "help", cwd: process.cwd(), screen };
    if (version) return await run("version", invocation);
    if (help || verb === undefined)
      return await run("help", { ...invocation, args: verb === undefined ? [] : [verb] });
    const refused = await refuseOption(verb, invocation);
    if (refused !== undefined) return refused;
    return only ? await only.run(invocation) : await run(verb, invocation);
  } catch (thrown) {
    if (isInterrupted()) return 130;
    const { refusedPath } = await import("../core/forbidden.ts");
    const refused = refusedPath(thrown, process.cwd());
    if (refused) {
      await sayRefusal(screen, [refused]);
      return 2;
    }
    const text =
      thrown instanceof Error
        ? wantsStack(argv)
          ? (thrown.stack ?? thrown.message)
          : thrown.message
        : String(thrown);
    screen.say(
      `chartroom: this is a bug in chartroom, not in your files: ${text}\n  Run again with --verbose and report what it prints.`,
    );
    return 3;
  }
}

/** Says why nothing was done, where no verb does. */
async function sayRefusal(screen: Screen, findings: readonly Diagnostic[]): Promise<void> {
  const { report } = await import("../report/report.ts");
  screen.say(report("pretty", findings, { root: process.cwd(), color: screen.color }).trimEnd());
}

/** Before a verb is loaded: an option that its help does not name is mistyped. Those of helmfile's verbs are helmfile's. */
async function refuseOption(verb: string, invocation: Invocation): Promise<ExitCode | undefined> {
  const entry = commands[verb];
  if (entry === undefined || !invocation.args.some((one) => one.startsWith("--"))) return undefined;
  const { unknownOption } = await import("./unknown-option.ts");
  const unknown = await unknownOption(verb, invocation.args, entry.help);
  if (unknown === undefined) return undefined;
  const { sayUsage } = await import("./usage.ts");
  return sayUsage(invocation, unknown.message, unknown.help);
}

async function run(verb: string, invocation: Invocation): Promise<ExitCode> {
  const load = commands[verb]?.load;
  if (load) return (await load()).command.run(invocation);
  const { passThrough } = await import("../helmfile/passthrough.ts");
  const { screen } = invocation;
  let unknown = false;
  const words = (text: string) => {
    unknown ||= /^unknown command "/m.test(text);
    screen.words(text);
  };
  const passed = await passThrough(invocation, {
    color: screen.color,
    data: screen.data.bind(screen),
    words,
  });
  if (passed.ok) {
    if (unknown) await sayNearest(verb, invocation);
    return passed.value as ExitCode; // helmfile's own code, whatever it is
  }
  const { sayFindings } = await import("./findings.ts");
  sayFindings(invocation, passed.error);
  return 3;
}

/** helmfile knows no such verb either: whoever mistyped one of ours reads about helmfile alone, else. */
async function sayNearest(verb: string, { screen }: Invocation): Promise<void> {
  const { nearest } = await import("../core/nearest.ts");
  const meant = nearest(verb, Object.keys(commands));
  screen.say(
    `chartroom has no verb \`${verb}\`, so helmfile got it; ${meant === undefined ? "`chartroom help` lists the verbs" : `did you mean \`${meant}\`?`}`,
  );
}

function wantsStack(argv: readonly string[]): boolean {
  return argv.includes("--verbose");
}
