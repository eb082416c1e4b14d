import type { FunctionCall, TypedFunction } from "./functions.ts";
import { boolType, intType, listOf, mapOf, type Type, textType, typeOf, unknownType } from "./types.ts";

function made(result: Type, uses?: "scalar" | "list"): TypedFunction {
  return (call: FunctionCall) => {
    call.consume();
    const last = call.arguments.at(-1);
    if (uses && last) call.evaluator.use(last.type, uses, last.spot, call.scope);
    return result;
  };
}

function table(names: string, result: Type, uses?: "scalar" | "list"): Record<string, TypedFunction> {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, made(result, uses)]));
}

const unknownMap = (reason: string) => unknownType(reason);

/** Functions that need nothing of their arguments but the values, by what they answer (sprig, Helm's own, Go's). */
export const plainFunctions: Readonly<Record<string, TypedFunction>> = {
  ...table(
    "upper lower title untitle trim trimAll trimSuffix trimPrefix nospace trunc abbrev abbrevboth initials replace plural snakecase camelcase kebabcase swapcase wrap wrapWith substr b64enc b64dec b32enc b32dec sha1sum sha256sum sha512sum adler32sum repeat regexFind regexReplaceAll regexReplaceAllLiteral regexQuoteMeta urlquery html js dir base ext clean osBase osDir osExt osClean htpasswd derivePassword bcrypt encryptAES decryptAES",
    textType,
    "scalar",
  ),
  ...table(
    "toYaml toYamlPretty mustToYaml toJson toPrettyJson toRawJson mustToJson mustToPrettyJson mustToRawJson toToml mustToToml indent nindent uuidv4 randAlpha randAlphaNum randAscii randNumeric date dateInZone htmlDate htmlDateInZone dateModify mustDateModify ago duration durationRound unixEpoch genPrivateKey getHostByName",
    textType,
  ),
  ...table("join", textType, "list"),
  ...table(
    "add add1 sub div mod mul max min floor ceil round int int64 atoi toDecimal len randInt biggest",
    intType,
  ),
  ...table("float64 addf add1f subf divf mulf maxf minf", typeOf("number", { go: "float" })),
  ...table("contains hasPrefix hasSuffix regexMatch mustRegexMatch semverCompare isAbs", boolType, "scalar"),
  ...table("has mustHas all any typeIs typeIsLike kindIs hasKey deepEqual", boolType),
  ...table(
    "splitList mustRegexSplit regexSplit regexFindAll mustRegexFindAll sortAlpha toStrings",
    listOf(textType),
  ),
  ...table("until untilStep", listOf(intType)),
  ...table("seq", textType),
  ...table("fromYaml fromJson mustFromJson fromToml mustFromToml", unknownMap("read from a text")),
  ...table("fromYamlArray fromJsonArray", typeOf("list", { items: () => unknownType("read from a text") })),
  split: made(unknownMap("parts of a text")),
  keys: made(listOf(textType)),
  genCA: made(
    mapOf(
      new Map([
        ["Cert", textType],
        ["Key", textType],
      ]),
    ),
  ),
  genSelfSignedCert: made(
    mapOf(
      new Map([
        ["Cert", textType],
        ["Key", textType],
      ]),
    ),
  ),
  genSignedCert: made(
    mapOf(
      new Map([
        ["Cert", textType],
        ["Key", textType],
      ]),
    ),
  ),
};
