import { Recent } from "../core/recent.ts";
import type { Result } from "../core/result.ts";
import type { Node } from "./nodes.ts";
import { parseTemplate, type SyntaxFault } from "./parser.ts";

/** What is made of a text takes some twenty times its room. */
const recent = new Recent<Result<readonly Node[], SyntaxFault>>(512 * 1024);

/** A template's text parsed as Helm 4 would; the same text again, for another question, is not. */
export function parsedTemplate(text: string): Result<readonly Node[], SyntaxFault> {
  return recent.get(text, () => parseTemplate(text));
}
