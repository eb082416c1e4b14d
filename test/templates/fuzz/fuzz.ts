import { depthOf } from "../../../scripts/templates/depth.ts";
import { parseTemplate } from "../../../scripts/templates/parser.ts";
import { Random } from "../../random.ts";
import { generateTemplate } from "../differential/generate.ts";
import { LEXEMES } from "../differential/lexemes.ts";
import { mutate } from "../differential/mutate.ts";
import { reparse } from "../reparse.ts";

/** Parses one text; what is wrong with the answer, undefined when nothing is. */
export function fault(text: string, rereads = false): string | undefined {
  try {
    const read = parseTemplate(text);
    if (read.ok) {
      const deep = depthOf(read.value) > 300;
      return rereads && !deep ? reparse(text).wrong[0] : undefined;
    }
    const { start, end, message } = read.error;
    if (!(start >= 0 && start < end && end <= text.length))
      return `the fault's range is ${start}-${end}: ${message}`;
    if (message === "" || message.length > 250 || /[\n\r]/.test(message))
      return `the message is no line: ${message}`;
    return undefined;
  } catch (thrown) {
    return `threw ${thrown instanceof Error ? thrown.stack : String(thrown)}`;
  }
}

/** The text of one case: the same for a seed. */
export function fuzzText(seed: number, real: readonly string[]): string {
  const random = new Random(seed);
  switch (random.whole(0, 6)) {
    case 0:
      return Buffer.from(Array.from({ length: random.whole(0, 300) }, () => random.whole(0, 255))).toString(
        "utf8",
      );
    case 1:
      return `{{${bytes(random, random.whole(0, 40), 0x20, 0x7e)}}}`;
    case 2:
      return `{{ ${String.fromCodePoint(...Array.from({ length: random.whole(1, 30) }, () => codePoint(random)))} }}`;
    case 3:
      return Array.from({ length: random.whole(1, 60) }, () =>
        random.pick([...LEXEMES, "{{", "}}", "{{ "]),
      ).join("");
    case 4: {
      const [one, two] = [random.pick(real), random.pick(real)];
      return one.slice(0, random.whole(0, one.length)) + two.slice(random.whole(0, two.length));
    }
    case 5:
      return generateTemplate(random);
    default: {
      let text = random.pick(real);
      for (let count = random.whole(1, 12); count > 0; count -= 1) text = mutate(random, text);
      return text;
    }
  }
}

function bytes(random: Random, length: number, low: number, high: number): string {
  return String.fromCharCode(...Array.from({ length }, () => random.whole(low, high)));
}

/** Any code point; halves of surrogate pairs too, which no file holds but a string can. */
function codePoint(random: Random): number {
  return random.pick([
    random.whole(0, 0x7f),
    random.whole(0x80, 0x7ff),
    random.whole(0x800, 0xffff),
    random.whole(0x10000, 0x10ffff),
  ]);
}
