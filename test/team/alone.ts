type Variables = Readonly<Record<string, string>> | undefined;

/** One thing that ends the run, or that another command tells: it has a repository of its own. */
export interface Alone {
  readonly words: readonly string[];
  readonly exit: number;
  /** Files with marks (planted.ts). */
  readonly files?: Readonly<Record<string, string>>;
  readonly removes?: readonly string[];
  /** Changes of files as they are, such as encrypted ones. */
  readonly edits?: readonly (readonly [file: string, from: string | RegExp, to: string])[];
  /** What is told without a mark: without a place, or in a file whose text is not known before. */
  readonly told?: readonly string[];
  /** Words that stand in what is told. */
  readonly says?: string;
  /** The key is there. */
  readonly open?: true;
  /** What no text is: a link, a branch, another key. Comes last; what it returns are variables of the run. */
  readonly prepare?: (root: string, key: string) => Variables | Promise<Variables>;
  /** Findings of the command that are not about this, as where a good repository has some; they are told as well. */
  readonly closed?: true;
}
