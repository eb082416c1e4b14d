import type { Document } from "yaml";
import type { Token } from "./tokens.ts";

/** What a rule of yamllint says about a file. Lines and columns count from 1, as yamllint counts them. */
export interface Problem {
  readonly rule: string;
  readonly level: "error" | "warning";
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type OptionValue = number | boolean | string | readonly string[];
/** The options of one rule, all of them: the defaults are filled in. */
export type RuleOptions = Readonly<Record<string, OptionValue>>;

/** A YAML file, as far as the rules look at it. */
export interface YamlFile {
  readonly text: string;
  /** Without their line ends. */
  readonly lines: readonly string[];
  readonly tokens: readonly Token[];
  readonly documents: readonly Document.Parsed[];
  /** The line and column, from 1, of a character. */
  readonly at: (offset: number) => { readonly line: number; readonly column: number };
}

export type Say = (at: { readonly line: number; readonly column: number }, message: string) => void;

/** One rule: it says what it finds, in any order. */
export type Rule = (file: YamlFile, options: RuleOptions, say: Say) => void;
