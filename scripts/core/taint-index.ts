import { type Form, formsOf } from "./taint-forms.ts";

/** As many characters of an anchor decide whether it is looked for in a text at all. */
const HEAD = 5;

/** Tokens that hold no secret are remembered as long as they are words rather than data, and as there is room. */
const [LONGEST_CLEAR, MOST_CLEAR] = [64, 20_000];

const known = new Map<string, readonly Form[]>();

/** All spellings of some secrets, and which of them a text can hold at all. */
export class Forms {
  readonly #all: readonly Form[];
  /** Where each stands in `#all`, by the head of its anchor. */
  readonly #heads = new Map<string, number[]>();
  /** Those whose anchor is shorter than a head. */
  readonly #short: number[] = [];
  /** Which heads there are, roughly: most places of a text are passed over by this alone. */
  readonly #marks = new Uint8Array(1 << 16);

  readonly #clear = new Set<string>();

  constructor(secrets: readonly string[]) {
    // The longest secret first: it can hold a shorter one.
    this.#all = [...secrets].sort((a, b) => b.length - a.length).flatMap(formsOnce);
    for (const [at, { anchor }] of this.#all.entries()) {
      if (anchor.length < HEAD) this.#short.push(at);
      else {
        const head = anchor.slice(0, HEAD);
        const same = this.#heads.get(head);
        if (same) same.push(at);
        else this.#heads.set(head, [at]);
        this.#marks[markAt(anchor, 0)] = 1;
      }
    }
  }

  /** There is nothing to look for. */
  get none(): boolean {
    return this.#all.length === 0;
  }

  /** Whether `clear` was told that what a token holds reveals none, looked through to such a depth. */
  isClear(written: string, depth: number): boolean {
    return this.#clear.has(`${depth} ${written}`);
  }

  clear(written: string, depth: number): void {
    if (written.length <= LONGEST_CLEAR && this.#clear.size < MOST_CLEAR)
      this.#clear.add(`${depth} ${written}`);
  }

  /** The spellings whose plain pieces stand in a text. One walk over it finds their anchors, however many secrets there are. */
  possibleIn(text: string): Form[] {
    const found = new Set<number>(this.#short.filter((at) => text.includes(this.#all[at]?.anchor as string)));
    let mark = 0;
    for (let at = 0; at + HEAD <= text.length; at += 1) {
      mark = at === 0 ? markAt(text, 0) : nextMark(mark, text, at);
      if (this.#marks[mark] === 0) continue;
      for (const form of this.#heads.get(text.slice(at, at + HEAD)) ?? [])
        if (text.startsWith(this.#all[form]?.anchor as string, at)) found.add(form);
    }
    const forms = [...found].sort((a, b) => a - b).map((at) => this.#all[at] as Form);
    return forms.filter((one) => one.isPossibleIn(text));
  }
}

function markAt(text: string, at: number): number {
  let mark = 0;
  for (let next = at; next < at + HEAD; next += 1) mark = (mark * 31 + text.charCodeAt(next)) & 0xffff;
  return mark;
}

/** What the first of a mark's characters has come to in it. */
const FIRST = 31 ** (HEAD - 1);

/** The mark at a place, from that of the place before. */
function nextMark(before: number, text: string, at: number): number {
  const without = before - Math.imul(text.charCodeAt(at - 1), FIRST);
  return (Math.imul(without, 31) + text.charCodeAt(at + HEAD - 1)) & 0xffff;
}

/** A secret's spellings take longer to make than to look for, and secrets come one by one. */
function formsOnce(secret: string): readonly Form[] {
  let forms = known.get(secret);
  if (!forms) {
    forms = formsOf(secret);
    known.set(secret, forms);
  }
  return forms;
}
