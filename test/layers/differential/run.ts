import { Random } from "../../random.ts";
import { renderers } from "../../render/renderers.ts";
import { compare, shrink } from "./compare.ts";
import { generateDocument } from "./generate.ts";

export interface Differences {
  /** How many documents ended in each way; `refused CR107` and so on for the allowed differences. */
  readonly counts: ReadonlyMap<string, number>;
  /** One text for each difference that is not allowed, shrunk, with both readings. */
  readonly different: readonly string[];
}

/** Reads `count` generated documents with Helm and with our reader. */
export async function compareGenerated(seed: number, count: number): Promise<Differences> {
  const { engine } = await renderers();
  const random = new Random(seed);
  const counts = new Map<string, number>();
  const different: string[] = [];
  try {
    for (let at = 0; at < count; at++) {
      const text = generateDocument(random);
      const verdict = await compare(engine, text);
      const kind = verdict.kind === "refused" ? `refused ${verdict.code}` : verdict.kind;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      if (verdict.kind !== "different" || different.length >= 40) continue;
      const small = await shrink(engine, text);
      // Of what Helm reads now so, now so, the small text may have turned out equal.
      const again = await compare(engine, small);
      const [shown, read] = again.kind === "different" ? [small, again] : [text, verdict];
      different.push(`${JSON.stringify(shown)}\n  helm ${read.helm}\n  ours ${read.ours}`);
    }
  } finally {
    await engine.close();
  }
  return { counts, different };
}
