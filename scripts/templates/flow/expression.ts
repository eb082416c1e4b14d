import type { Call, Operand, Pipeline, Range, Step } from "../nodes.ts";
import type { Event, Recorder, Spot } from "./events.ts";
import { type Argument, callFunction } from "./functions.ts";
import { isOfValues, ROOT, type Scope } from "./scope.ts";
import {
  type Field,
  isLarge,
  isNoneOf,
  literalType,
  sourcesOf,
  type Type,
  typeOf,
  unknownType,
  type ValuePath,
} from "./types.ts";

/** Runs a named template with an argument; what it prints is text. */
export type CallTemplate = (name: string, argument: Type, scope: Scope, spot: Spot) => void;
export type RunText = (text: string, argument: Type, scope: Scope, spot: Spot) => void;

/** Finds the types of pipelines, and tells what is wrong on the way. */
export class Evaluator {
  readonly recorder: Recorder;
  readonly call: CallTemplate;
  /** Runs a text that is known as a template of its own. */
  readonly tpl: RunText;
  /** Maps that some template changes; nothing is known below them. */
  readonly changed: ReadonlySet<string>;

  constructor(recorder: Recorder, call: CallTemplate, tpl: RunText, changed: ReadonlySet<string>) {
    this.recorder = recorder;
    this.call = call;
    this.tpl = tpl;
    this.changed = changed;
  }

  /** `tolerant`: a condition asks whether the value is there, or a default stands for it. */
  pipeline(pipeline: Pipeline, scope: Scope, tolerant = false): Type {
    let piped: Argument | undefined;
    for (const [at, call] of pipeline.calls.entries()) {
      const { calls } = pipeline;
      const mild = tolerant || calls.slice(at + 1).some((one) => isTolerant(one));
      const type = this.#call(call, piped, scope, mild);
      const before = { ...pipeline, variables: [], calls: calls.slice(0, at + 1), end: call.end };
      const node: Operand = {
        kind: "group",
        pipeline: before,
        steps: [],
        start: pipeline.start,
        end: call.end,
      };
      piped = { type, node, spot: this.spot(node, scope) };
    }
    return piped?.type ?? unknownType("an empty pipeline");
  }

  operand(operand: Operand, scope: Scope, tolerant = false): Type {
    switch (operand.kind) {
      case "dot":
        return scope.facts.refine(scope.dot);
      case "literal":
        return literalType(operand.value);
      case "function":
        return this.#call(
          { operands: [operand], start: operand.start, end: operand.end },
          undefined,
          scope,
          tolerant,
        );
      case "field":
        return this.#chain(scope.dot, operand.steps, operand, scope, tolerant);
      case "variable": {
        const type = operand.name === "" ? scope.root : scope.variables.get(operand.name);
        return this.#chain(type ?? unknownType("a variable"), operand.steps, operand, scope, tolerant);
      }
      case "group": {
        const type = this.pipeline(operand.pipeline, scope, tolerant);
        return this.#chain(type, operand.steps, operand, scope, tolerant);
      }
    }
  }

  spot({ start, end }: Range, scope: Scope): Spot {
    return { source: scope.source, start, end };
  }

  tell(event: Event, at: Range, scope: Scope): void {
    this.recorder.tell(event, this.spot(at, scope), scope.certain, scope.calls);
  }

  /** The whole value goes where nobody can follow: all that it was made from is read. */
  consume(type: Type): void {
    for (const path of sourcesOf(type)) {
      if (path[0] === ROOT[0]) this.recorder.read([], true);
      else if (isOfValues(path)) this.recorder.read(path, true);
    }
  }

  shown({ start, end }: Range, scope: Scope): string {
    return scope.source.text.slice(start, end);
  }

  #call(call: Call, piped: Argument | undefined, scope: Scope, tolerant: boolean): Type {
    const [head, ...rest] = call.operands;
    if (!head) return unknownType("nothing is called");
    if (head.kind === "function") {
      const nodes = rest.map((node) => ({ node, spot: this.spot(node, scope) }));
      return callFunction(this, head, nodes, piped, scope, tolerant);
    }
    const type = this.operand(head, scope, tolerant);
    if (rest.length === 0 && !piped) return type;
    // A method: `.Capabilities.APIVersions.Has "x"`, `.Files.Get "x"`.
    for (const one of rest) this.consume(this.operand(one, scope));
    if (piped) this.consume(piped.type);
    this.consume(type);
    return type.kinds.size === 1 && type.kinds.has("bool")
      ? typeOf("bool")
      : unknownType("what a method answers");
  }

  #chain(base: Type, steps: readonly Step[], whole: Operand, scope: Scope, tolerant: boolean): Type {
    let type = scope.facts.refine(base);
    for (const [at, step] of steps.entries()) {
      const tried = at === steps.length - 1 && tolerant;
      if (at > 0 && type.absent && this.#isEvident(type))
        this.tell(
          { kind: "nil", path: type.path ?? [], name: step.name, inferred: type.inferred === true },
          { start: whole.start, end: step.end },
          scope,
        );
      const next = this.#step(type, step, steps.slice(0, at), whole, scope, tried);
      type = scope.facts.refine(next);
    }
    if (isOfValues(type.path)) this.recorder.read(type.path, false);
    if (steps.length > 0) this.#count(base, steps, whole, type, scope);
    return type;
  }

  /** A value that the chart's author has not thought of as missing, and that no part of the chart demands. */
  #isEvident(type: Type): boolean {
    return isOfValues(type.path) && type.path.length > 0 && !this.recorder.demanded.has(type.path.join("\0"));
  }

  #step(
    type: Type,
    step: Step,
    before: readonly Step[],
    whole: Operand,
    scope: Scope,
    tolerant: boolean,
  ): Type {
    const range = { start: whole.start, end: step.end };
    if (isNoneOf(type, "map") && !(type.fields && type.kinds.has("list"))) {
      const shown = this.shown({ start: whole.start, end: before.at(-1)?.end ?? step.start }, scope) || ".";
      this.tell({ kind: "field of none", name: step.name, of: type, shown }, range, scope);
      return unknownType("a field of what has none", type.path && { path: [...type.path, step.name] });
    }
    if (type.path && this.isChanged([...type.path, step.name]))
      return unknownType("changed by a template", { path: [...type.path, step.name] });
    if (!type.fields)
      return unknownType(
        type.unknown ?? "a map without a schema",
        type.path ? { path: [...type.path, step.name] } : {},
      );
    this.#use(type, "map", range, scope);
    const field = type.fields.get(step.name);
    this.#undeclared(field, type, step, scope, tolerant, before);
    return field.type;
  }

  #undeclared(
    field: Field,
    type: Type,
    step: Step,
    scope: Scope,
    guarded: boolean,
    before: readonly Step[],
  ): void {
    const { declared } = field;
    if (declared === "name" || declared === "any" || type.fields?.made) return;
    if (declared === "open" && scope.facts.mentions([...(type.path ?? []), step.name])) return;
    const builtin = declared === "struct" ? before.map((one) => `.${one.name}`).join("") : undefined;
    if (declared !== "struct" && !isOfValues(type.path)) return;
    this.tell(
      {
        kind: "undeclared",
        name: step.name,
        trail: isOfValues(type.path) ? type.path : [],
        declared,
        known: type.fields?.names ?? [],
        inferred: type.inferred === true,
        guarded,
        ...(builtin !== undefined && { builtin }),
      },
      { start: step.start + 1, end: step.end },
      scope,
    );
  }

  #use(type: Type, as: "map" | "list" | "scalar", at: Range, scope: Scope): void {
    if (!isOfValues(type.path)) return;
    const guarded = scope.facts.mentions(type.path);
    this.recorder.uses.push({ as, path: type.path, spot: this.spot(at, scope), guarded });
  }

  /** Whether some template sets this value, or changes the map that it is in. */
  isChanged(path: ValuePath): boolean {
    return (
      this.changed.size > 0 &&
      (this.changed.has(path.join("\0")) || this.changed.has(path.slice(0, -1).join("\0")))
    );
  }

  /** A value that is written as text by Go's own rules. */
  printed(type: Type, spot: Spot, scope: Scope, through?: string): void {
    // Notes are read by people.
    if (scope.source.file.endsWith(".txt")) return;
    const shown = this.shown(spot, scope);
    if (isNoneOf(type, "text", "number", "bool") && isOfValues(type.path))
      this.recorder.tell({ kind: "go text", of: type, shown, through }, spot, scope.certain, scope.calls);
    else if (isLarge(type) && isOfValues(type.path))
      this.recorder.tell({ kind: "float text", path: type.path, of: type }, spot, scope.certain, scope.calls);
    if (type.kinds.size > 0) this.#use(type, "scalar", spot, scope);
  }

  use(type: Type, as: "map" | "list" | "scalar", at: Range, scope: Scope): void {
    this.#use(type, as, at, scope);
  }

  #count(base: Type, steps: readonly Step[], whole: Operand, type: Type, scope: Scope): void {
    const spot = this.spot(whole, scope);
    const written = steps.some((one, at) => one.name === "Values" && at < steps.length - 1);
    if (!written && !isOfValues(base.path)) return;
    if (isOfValues(type.path) && type.path.length > 0) this.recorder.reference(spot, type.unknown);
    else if (written)
      this.recorder.reference(spot, base.unknown ?? type.unknown ?? "an argument that nobody knows");
  }
}

const TOLERANT = new Set(["default", "empty", "not", "coalesce", "required", "hasKey", "ternary", "kindIs"]);

function isTolerant(call: Call): boolean {
  const [head] = call.operands;
  return head?.kind === "function" && TOLERANT.has(head.name);
}
