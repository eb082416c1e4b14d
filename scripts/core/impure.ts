/** Functions whose result differs from call to call, or depends on the world outside. */
const IMPURE =
  /\b(?:rand(?:Alpha|AlphaNum|Ascii|Numeric|Bytes|Int)|gen(?:CA|PrivateKey|SelfSignedCert|SignedCert)\w*|uuidv4|now|ago|shuffle|htpasswd|bcrypt|encryptAES|getHostByName|date(?:InZone)?|htmlDate(?:InZone)?|unixEpoch)\b/;

/** An action as Go's lexer ends it: `}}` in quotes or in a comment is none. */
const ACTION =
  /\{\{(?:[^"'`}/]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|\/\*[\s\S]*?\*\/|\/|\}(?!\}))*\}\}/g;

/** True for a template text whose output may differ each time; values count, since `tpl` makes templates of them. */
export function isImpureText(text: string): boolean {
  return actionsIn(text).some((action) => IMPURE.test(action));
}

/** The actions of a template text, with all that stands in their quotes; what Go would refuse ends at the first `}}`. */
export function actionsIn(text: string): string[] {
  if (!text.includes("{{")) return [];
  const rest = text.replace(ACTION, "");
  return [...(text.match(ACTION) ?? []), ...(rest.match(/\{\{[\s\S]*?\}\}/g) ?? [])];
}
