/** `chartroom help completion`. */
export const help = `Usage: chartroom completion bash|zsh|fish

Prints a script for the shell: verbs, their options and words, environments, formats, codes.

  bash  in ~/.bashrc: source <(chartroom completion bash)
  zsh   in ~/.zshrc, behind compinit: source <(chartroom completion zsh)
  fish  chartroom completion fish > ~/.config/fish/completions/chartroom.fish
`;
