import { makeSource, type Source } from "../../core/source.ts";
import type { Node, Pipeline } from "../nodes.ts";
import { parseTemplate } from "../parser.ts";
import { pipelineFacts } from "./conditions.ts";
import { Recorder, type Spot } from "./events.ts";
import { Evaluator } from "./expression.ts";
import { Facts, truthy } from "./facts.ts";
import { assignedIn, endsInCall, fails, isWholeValue, keyOf, operandsOf } from "./questions.ts";
import { isOfValues, named, type Scope } from "./scope.ts";
import { intType, type Type, textType, unknownType } from "./types.ts";
import { checkPrinted } from "./yaml-shape.ts";

/** A named template and the file that it stands in. */
export interface Define {
  readonly node: Node & { kind: "define" };
  readonly source: Source;
}

type Branch = Node & { kind: "branch" };

/** How many ways into one named template are followed; after that its arguments count as read. */
const MOST_WAYS = 60;
const DEEPEST = 40;

/** Walks templates as Helm would run them, with types in the place of values. */
export class Flow {
  readonly recorder = new Recorder();
  readonly #defines: ReadonlyMap<string, Define>;
  readonly #evaluator: Evaluator;
  readonly #ways = new Map<string, Set<string>>();

  constructor(defines: ReadonlyMap<string, Define>, changed: ReadonlySet<string>) {
    this.#defines = defines;
    const call = (name: string, type: Type, scope: Scope, spot: Spot) => this.#call(name, type, scope, spot);
    const tpl = (text: string, type: Type, scope: Scope, spot: Spot) => this.#text(text, type, scope, spot);
    this.#evaluator = new Evaluator(this.recorder, call, tpl, changed);
  }

  /** A file that Helm renders by itself, called with the chart's root; `certain`: in every render. */
  file(source: Source, nodes: readonly Node[], root: Type, certain: boolean): void {
    this.nodes(nodes, {
      dot: root,
      root,
      variables: new Map(),
      assigned: assignedIn(nodes),
      facts: new Facts(),
      source,
      certain,
      calls: [],
    });
  }

  nodes(nodes: readonly Node[], scope: Scope): void {
    let at = scope;
    for (const node of nodes) at = this.#node(node, at);
  }

  /** Runs a node; what is known after it can be more than before: a branch that fails does not come back. */
  #node(node: Node, scope: Scope): Scope {
    const evaluator = this.#evaluator;
    switch (node.kind) {
      case "print": {
        const { pipeline } = node;
        const type = evaluator.pipeline(pipeline, scope);
        if (pipeline.variables.length > 0) this.#assign(pipeline, type, scope);
        else {
          evaluator.consume(type);
          if (!endsInCall(pipeline)) {
            // As a YAML value by itself a number keeps its digits: Helm reads it as the number that it is.
            const number = isWholeValue(scope.source, node) ? { ...type, most: 0 } : type;
            evaluator.printed(number, evaluator.spot(pipeline, scope), scope);
          }
          checkPrinted(evaluator, node, scope);
        }
        return scope;
      }
      case "branch":
        return this.#branch(node, scope);
      case "template": {
        const type = node.pipeline ? evaluator.pipeline(node.pipeline, scope) : unknownType("no argument");
        this.#call(node.name, type, scope, evaluator.spot(node, scope));
        return scope;
      }
      case "define": {
        // A `block` is also run where it stands.
        if (node.pipeline)
          this.#call(node.name, evaluator.pipeline(node.pipeline, scope), scope, evaluator.spot(node, scope));
        return scope;
      }
      default:
        return scope;
    }
  }

  #branch(node: Branch, scope: Scope): Scope {
    const evaluator = this.#evaluator;
    const inner: Scope = { ...scope, variables: new Map(scope.variables), certain: false };
    if (node.word === "range") {
      this.#range(node, inner, scope);
      return scope;
    }
    const type = evaluator.pipeline(node.pipeline, { ...inner, certain: scope.certain }, true);
    const { yes, no } = pipelineFacts(evaluator, node.pipeline, scope);
    if (node.pipeline.variables.length > 0) this.#assign(node.pipeline, type, inner);
    this.#look(type);
    const dot = node.word === "with" ? named(truthy(type), evaluator.spot(node, scope)) : scope.dot;
    const more = node.word === "with" && dot.path ? [{ path: dot.path, says: { is: "true" } } as const] : [];
    this.nodes(node.body, { ...inner, dot, facts: scope.facts.with([...yes, ...more]) });
    const variables = new Map(inner.variables);
    this.nodes(node.otherwise, { ...inner, variables, facts: scope.facts.with(no) });
    if (fails(node.body)) {
      this.#demand(node.pipeline, scope);
      return { ...scope, facts: scope.facts.with(no) };
    }
    return fails(node.otherwise) ? { ...scope, facts: scope.facts.with(yes) } : scope;
  }

  /** A condition looks at a value, not at what is in it. */
  #look(type: Type): void {
    if (isOfValues(type.path)) this.recorder.read(type.path, false);
    else if (type.path === undefined)
      for (const one of type.sources ?? []) if (isOfValues(one)) this.recorder.read(one, false);
  }

  #range(node: Branch, inner: Scope, outer: Scope): void {
    const evaluator = this.#evaluator;
    const type = evaluator.pipeline(node.pipeline, { ...inner, certain: outer.certain }, true);
    const spot = evaluator.spot(node.pipeline, inner);
    const scalars =
      type.unknown === undefined && type.kinds.size > 0 && !type.kinds.has("list") && !type.kinds.has("map");
    const isInt = type.kinds.has("number") && type.go !== "float";
    if (scalars && !isInt)
      evaluator.tell({ kind: "range over none", of: type, shown: evaluator.shown(spot, inner) }, spot, outer);
    const items = this.#items(type, spot);
    const names = node.pipeline.variables;
    const key =
      type.kinds.size === 1 && type.kinds.has("list")
        ? intType
        : type.kinds.size === 1 && type.kinds.has("map")
          ? textType
          : unknownType("a key or an index");
    if (!node.pipeline.assigns) {
      if (names.length === 2) inner.variables.set(names[0] as string, key);
      const value = names.at(-1);
      if (value !== undefined) inner.variables.set(value, this.#held(value, items, inner, spot));
    }
    const { yes, no } = pipelineFacts(evaluator, node.pipeline, outer);
    this.nodes(node.body, { ...inner, dot: items, facts: outer.facts.with(yes) });
    this.nodes(node.otherwise, { ...inner, facts: outer.facts.with(no) });
  }

  /** What a range walks over. The keys of a map are read by walking over them. */
  #items(type: Type, spot: Spot): Type {
    if (type.kinds.has("map") && isOfValues(type.path) && type.path.length > 0)
      this.recorder.read([...type.path, "*"], false);
    const [list, map] = [type.items?.(), type.fields?.entry()];
    const changed = type.path !== undefined && this.#evaluator.changed.has(type.path.join("\0"));
    if (type.unknown !== undefined || (list && map) || changed) {
      this.#evaluator.consume(type);
      return named(unknownType(type.unknown ?? "a list or a map"), spot);
    }
    if (!list && !map) {
      this.#evaluator.consume(type);
      return named(unknownType("an item"), spot);
    }
    return named((list ?? map) as Type, spot);
  }

  #assign(pipeline: Pipeline, type: Type, scope: Scope): void {
    const { variables, assigns } = pipeline;
    const name = variables.at(-1);
    if (name === undefined) return;
    if (assigns) this.#evaluator.consume(type);
    else scope.variables.set(name, this.#held(name, type, scope, this.#evaluator.spot(pipeline, scope)));
  }

  #held(name: string, type: Type, scope: Scope, spot: Spot): Type {
    if (!scope.assigned.has(name)) return named(type, spot);
    this.#evaluator.consume(type);
    return named(unknownType("a variable that is assigned again"), spot);
  }

  /** Values in a condition that ends in `fail`: the chart refuses to render without them, in its own words. */
  #demand(pipeline: Pipeline, scope: Scope): void {
    for (const operand of operandsOf(pipeline)) {
      const { path } = this.recorder.quietly(() => this.#evaluator.operand(operand, scope, true));
      if (isOfValues(path)) this.recorder.demanded.add(path.join("\0"));
    }
  }

  /** What a text reads as a template. Nothing is told of it: its places would be in no file. */
  #text(text: string, argument: Type, scope: Scope, spot: Spot): void {
    const read = parseTemplate(text);
    if (!read.ok || scope.calls.length >= DEEPEST) {
      this.#evaluator.consume(argument);
      return;
    }
    const source = makeSource(`${spot.source.file}\0${spot.start}`, text);
    const unsure = { ...scope, certain: false };
    this.recorder.quietly(() => this.#run(read.value, source, argument, unsure, spot));
  }

  #call(name: string, argument: Type, scope: Scope, spot: Spot): void {
    this.recorder.includes.push({ name, spot });
    this.recorder.called.add(name);
    const define = this.#defines.get(name);
    if (!define) {
      this.#evaluator.consume(argument);
      return;
    }
    const ways = this.#ways.get(name) ?? new Set();
    this.#ways.set(name, ways);
    const way = JSON.stringify([keyOf(argument), scope.facts.key, scope.certain]);
    if (ways.has(way)) return;
    if (ways.size >= MOST_WAYS || scope.calls.length >= DEEPEST) {
      this.#evaluator.consume(argument);
      return;
    }
    ways.add(way);
    this.#run(define.node.body, define.source, argument, scope, spot);
  }

  /** Runs what a place calls, with its argument as the dot and as `$`; of the caller's scope only what holds goes along. */
  #run(nodes: readonly Node[], source: Source, argument: Type, scope: Scope, spot: Spot): void {
    const dot = named(argument, spot);
    this.nodes(nodes, {
      dot,
      root: dot,
      variables: new Map(),
      assigned: assignedIn(nodes),
      facts: scope.facts,
      source,
      certain: scope.certain,
      calls: [...scope.calls, spot],
    });
  }
}
