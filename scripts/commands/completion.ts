import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";
import { sayUsage } from "./usage.ts";

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
  summary: "print a script that completes chartroom's words in bash, zsh or fish",
  help: `Usage: chartroom completion bash|zsh|fish

Prints a script for the shell: verbs, their options and words, environments, formats, codes.

  bash  in ~/.bashrc: source <(chartroom completion bash)
  zsh   in ~/.zshrc, behind compinit: source <(chartroom completion zsh)
  fish  chartroom completion fish > ~/.config/fish/completions/chartroom.fish
`,
  async run(invocation) {
    const [shell, ...more] = invocation.args;
    if (shell === "words" && more[0] === "--") {
      const { candidatesFor } = await import("./completion-words.ts");
      const found = await candidatesFor(more.slice(1), invocation.cwd);
      invocation.screen.data(found.map((one) => `${one}\n`).join(""));
      return 0;
    }
    const script = shell !== undefined && Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
    if (script === undefined || more.length > 0)
      return sayUsage(
        invocation,
        `\`completion\` takes one of ${shells.join(", ")}`,
        "chartroom help completion",
      );
    invocation.screen.data(script);
    return 0;
  },
};

runAlone(command, import.meta.url);
