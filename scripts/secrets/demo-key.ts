import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { makeSource, placeAt } from "../core/source.ts";
import { demoKeyFile } from "./environment.ts";

/**
 * Findings when a file of an environment other than `local` still has the public demo key as a recipient. Read from
 * the files' own sops blocks, so no key is needed. `files` are relative to the root.
 */
export function refuseDemoKey(root: string, environment: string, files: readonly string[]): Diagnostic[] {
  if (environment === "local") return [];
  const recipient = demoRecipient(root);
  if (recipient === undefined) return [];
  const found: Diagnostic[] = [];
  for (const file of files) {
    const text = readIfThere(path.resolve(root, file)) ?? "";
    const at = text.indexOf(recipient);
    if (at === -1) continue;
    found.push(
      diagnostic("CR153", `${file} can be opened with the public demo key`, {
        place: placeAt(makeSource(file, text), at, at + recipient.length),
        span: "the demo key is a recipient",
        help: "run `chartroom secrets init`, which replaces the demo key by your own",
        environment,
      }),
    );
  }
  return found;
}

/** The demo recipient, from the comment above the key; undefined without a demo key. */
export function demoRecipient(root: string): string | undefined {
  return /^# public key: (age1[a-z0-9]+)$/m.exec(readIfThere(path.join(root, demoKeyFile)) ?? "")?.[1];
}
