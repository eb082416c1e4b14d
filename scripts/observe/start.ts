import process from "node:process";
import type { Diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { MaskedText } from "../core/masked-text.ts";
import { runOnTerminal } from "../core/terminal.ts";
import { candidates } from "../tools/find.ts";
import { baseFlags, MODULE, nodeFlags } from "./erlang.ts";
import { type LocalNode, missing, type Seen } from "./local.ts";
import type { Via } from "./via.ts";

/** What keeps a way of looking from being started, of what was seen on both sides. */
export function whyNot(via: Via, { here, there }: Seen): Diagnostic[] {
  if (via === "observer") {
    if (!here.includes("observer") || !here.includes("wx"))
      return [
        missing(
          "Erlang here has no wx or no observer",
          "install erlang-observer and erlang-wx, or --via cli, --via shell",
        ),
      ];
    if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
      return [missing("there is no display to open a window on", "--via cli or --via shell does without")];
    if (!there.includes("observer_backend"))
      return [
        missing(
          "the release has no runtime_tools",
          "add :runtime_tools to extra_applications in mix.exs, build and apply; or --via shell",
        ),
      ];
  }
  if (via === "cli" && !there.includes("observer_cli"))
    return [
      missing(
        "the release has no observer_cli",
        'add {:observer_cli, "~> 1.8"} to deps in mix.exs, build and apply; or --via shell',
      ),
    ];
  return [];
}

/** Starts what was asked for and waits for its end; gives its exit code. Observer's own words are masked, a terminal's are not. */
export async function startVia(
  via: Exclude<Via, "exec">,
  { erl, home, name, env }: LocalNode,
  node: string,
  { there }: Seen,
  say: (text: string) => void,
): Promise<number> {
  const [iex] = there.includes("Elixir.IEx") ? candidates("iex") : [];
  if (via === "shell" && iex !== undefined) {
    // No .iex.exs: it would be looked for in the pod, which need not have a home.
    const erlang = ["--erl", baseFlags(home).join(" ")];
    return runOnTerminal(iex, ["--name", name, "--hidden", "--dot-iex", "", ...erlang, "--remsh", node], {
      env,
    });
  }
  if (via === "shell") return runOnTerminal(erl, [...nodeFlags(name, home), "-remsh", node], { env });
  const args = ["-noshell", "+Bd", ...nodeFlags(name, home), "-run", MODULE, via];
  if (via === "cli") return runOnTerminal(erl, args, { env });
  const masked = new MaskedText(say);
  // Its window keeps state in the home that it is given; display and theme come from variables.
  const ran = await run(erl, args, {
    env: { ...env, XAUTHORITY: xauthority() },
    discard: true,
    onLine: (line) => masked.push(`${line}\n`),
  });
  masked.end();
  return ran.code ?? 128;
}

/** Where X looks for its key when HOME is another one. */
function xauthority(): string | undefined {
  return (
    process.env.XAUTHORITY ?? (process.env.HOME === undefined ? undefined : `${process.env.HOME}/.Xauthority`)
  );
}
