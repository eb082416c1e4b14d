import { stripVTControlCharacters } from "node:util";

const ADDED = /^.+, .+, .+ has been added:$/;
/** What helm-diff says above a release that is new; the lines below say it too. */
const BANNER = /^\*{8,}\n\n\tRelease was not present in Helm\. .*\n\n\*{8,}\n/gm;

/**
 * helm-diff's text with each object that is new as a whole folded to its first line: on a first install the text would
 * be every manifest, and a question at its end would stand below hundreds of lines.
 */
export function foldAdditions(text: string): string {
  const folded: string[] = [];
  let hidden = 0;
  let inAddition = false;
  for (const line of text.replace(BANNER, "").split("\n")) {
    const plain = stripVTControlCharacters(line);
    if (ADDED.test(plain)) {
      folded.push(line.replace(/ has been added:/, " is new"));
      inAddition = true;
    } else if (inAddition && (plain.startsWith("+") || plain === "" || plain === "-" || plain === "- ")) {
      hidden += 1;
    } else {
      inAddition = false;
      folded.push(line);
    }
  }
  return hidden === 0 ? text : `${folded.join("\n").trimEnd()}\n`;
}
