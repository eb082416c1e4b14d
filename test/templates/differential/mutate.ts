import type { Random } from "../../random.ts";
import { ACTIONS } from "./actions.ts";
import { LEXEMES } from "./lexemes.ts";

/** A real template with one or two changes of the kinds that slips of the hand make. */
export function mutate(random: Random, template: string): string {
  let text = template;
  for (let count = random.whole(1, 2); count > 0; count -= 1) text = random.pick(CHANGES)(random, text);
  return text;
}

type Change = (random: Random, text: string) => string;

const CHANGES: readonly Change[] = [
  // A few characters are lost.
  (random, text) => {
    const at = near(random, text);
    return text.slice(0, at) + text.slice(at + random.whole(1, 4));
  },
  (random, text) => insert(text, near(random, text), random.pick(LEXEMES)),
  (random, text) => insert(text, near(random, text), random.pick(LEXEMES)),
  (random, text) => insert(text, outside(random, text), random.pick(ACTIONS)),
  // An action is lost.
  (random, text) => {
    const [from, to] = action(random, text);
    return text.slice(0, from) + text.slice(to);
  },
  // An action stands twice.
  (random, text) => {
    const [from, to] = action(random, text);
    return insert(text, outside(random, text), text.slice(from, to));
  },
  // An action stands for another.
  (random, text) => {
    const [from, to] = action(random, text);
    return text.slice(0, from) + random.pick(ACTIONS) + text.slice(to);
  },
  // The file ends too early.
  (random, text) => (random.chance(0.3) ? text.slice(0, near(random, text)) : text),
  // A word becomes another.
  (random, text) => {
    const words = [...text.matchAll(/[$.]?\b[A-Za-z]\w*/g)];
    if (words.length === 0) return text;
    const word = random.pick(words);
    return text.slice(0, word.index) + random.pick(LEXEMES) + text.slice(word.index + word[0].length);
  },
  // Two neighbours change places.
  (random, text) => {
    const at = near(random, text);
    return text.slice(0, at) + (text[at + 1] ?? "") + (text[at] ?? "") + text.slice(at + 2);
  },
];

function insert(text: string, at: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at);
}

/** A place in an action, or anywhere when there is none. */
function near(random: Random, text: string): number {
  const [from, to] = action(random, text);
  return to > from ? random.whole(from, to) : random.whole(0, text.length);
}

function outside(random: Random, text: string): number {
  const [from, to] = action(random, text);
  return random.chance(0.5) ? from : to;
}

/** The bounds of one action; twice the same offset when there is none. */
function action(random: Random, text: string): [from: number, to: number] {
  const actions = [...text.matchAll(/\{\{[^}]*\}\}/g)];
  if (actions.length === 0) return [0, 0];
  const one = random.pick(actions);
  return [one.index, one.index + one[0].length];
}
