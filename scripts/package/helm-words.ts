/** The last thing that helm said on stderr, without its `Error: `; empty where it said nothing. */
export function lastWords(stderr: string): string {
  return (stderr.trim().split("\n").at(-1) ?? "").replace(/^Error: /, "");
}
