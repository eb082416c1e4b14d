import type { Source } from "../../core/source.ts";
import type { Spot } from "./events.ts";
import type { Facts } from "./facts.ts";
import type { Type, ValuePath } from "./types.ts";

/** What holds at one place of a template. */
export interface Scope {
  readonly dot: Type;
  /** `$`: what the template was called with. */
  readonly root: Type;
  /** By name without `$`. A block gets a copy, so that what it declares ends with it. */
  readonly variables: Map<string, Type>;
  /** Variables that are assigned again somewhere: what they hold depends on what ran. */
  readonly assigned: ReadonlySet<string>;
  readonly facts: Facts;
  readonly source: Source;
  /** It runs in every render with the chart's own values. */
  readonly certain: boolean;
  readonly calls: readonly Spot[];
}

/** A path that stands for a value of the chart, and not for something made in a template. */
export function isOfValues(path: ValuePath | undefined): path is ValuePath {
  return path !== undefined && !path[0]?.startsWith("\0");
}

/** What a template is called with: no value of the chart, but it holds all of them. */
export const ROOT: ValuePath = ["\0root"];

/**
 * A type that conditions can speak about, though it is no value of the chart by itself: it is known by the place at which
 * it was made. What is made there in several ways goes by one name, so that less is said and not more.
 */
export function named(type: Type, { source, start }: Spot): Type {
  return type.path ? type : { ...type, path: [`\0${source.file}:${start}`] };
}

/** `.Values.image.tag`: how a template writes a path. */
export function showValue(path: ValuePath): string {
  return `.Values${path.map((one) => (one === "[]" || one === "*" ? `[${one === "*" ? "*" : ""}]` : `.${one}`)).join("")}`;
}
