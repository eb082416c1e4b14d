import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";

/**
 * The scripts ask chartroom itself, so that they never lag behind it. What a shell offers where chartroom knows nothing
 * are files.
 */
const scripts: Readonly<Record<string, string>> = {
  bash: `_chartroom() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(chartroom completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _chartroom chartroom
`,
  zsh: `#compdef chartroom
_chartroom() {
  local -a found
  found=("\${(@f)$(chartroom completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  found=(\${found:#})
  if (( \${#found} )); then compadd -- "\${found[@]}"; else _files; fi
}
compdef _chartroom chartroom
`,
  fish: `complete -c chartroom -a '(set -l words (commandline -opc) (commandline -ct); chartroom completion words -- $words[2..-1] 2>/dev/null)'
`,
};

export const shells = Object.keys(scripts);

export const command: Command = {
  name: "completion",
  async run(invocation) {
    const [shell, ...more] = invocation.args;
    if (shell === "words" && more[0] === "--") {
      const { candidatesFor } = await import("./completion-words.ts");
      const found = await candidatesFor(more.slice(1), invocation.cwd);
      invocation.screen.data(found.map((one) => `${one}\n`).join(""));
      return 0;
    }
    const script = shell !== undefined && Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
    if (script === undefined || more.length > 0) {
      const { sayUsage } = await import("./usage.ts"); // with every report and code, which a start-up file need not wait for
      return sayUsage(
        invocation,
        `\`completion\` takes one of ${shells.join(", ")}`,
        "chartroom help completion",
      );
    }
    invocation.screen.data(script);
    return 0;
  },
};

runAlone(command, import.meta.url);
