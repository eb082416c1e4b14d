/** What can be run: the three commands of a release, or any other words. */
export const taskKinds = ["migrate", "seed", "rollback", "command"] as const;

export type TaskKind = (typeof taskKinds)[number];

/** One command that is to run once in an environment. */
export interface Task {
  readonly kind: TaskKind;
  /** `rollback`: what follows it (a version). `command`: the program and its arguments. Else empty. */
  readonly words: readonly string[];
}

/** How messages name it. */
export function nameOfTask({ kind, words }: Task): string {
  if (kind === "command") return `\`${words[0]}\``;
  return kind === "rollback" ? `rollback ${words.join(" ")}` : kind;
}
