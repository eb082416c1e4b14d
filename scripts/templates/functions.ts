/** text/template/funcs.go of Go 1.26: `builtins`. */
const GO = names(`
  and call html index slice js len not or print printf println urlquery eq ge gt le lt ne
`);

/** github.com/Masterminds/sprig/v3 3.3.0, `TxtFuncMap`, without `env` and `expandenv`, which Helm takes away. */
const SPRIG = names(`
  abbrev abbrevboth add add1 add1f addf adler32sum ago all any append atoi b32dec b32enc b64dec b64enc base bcrypt
  biggest buildCustomCert camelcase cat ceil chunk clean coalesce compact concat contains date dateInZone
  dateModify date_in_zone date_modify decryptAES deepCopy deepEqual default derivePassword dict dig dir div divf
  duration durationRound empty encryptAES ext fail first float64 floor fromJson genCA genCAWithKey genPrivateKey
  genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey get getHostByName has hasKey
  hasPrefix hasSuffix hello htmlDate htmlDateInZone htpasswd indent initial initials int int64 isAbs join
  kebabcase keys kindIs kindOf last list lower max maxf merge mergeOverwrite min minf mod mul mulf mustAppend
  mustChunk mustCompact mustDateModify mustDeepCopy mustFirst mustFromJson mustHas mustInitial mustLast mustMerge
  mustMergeOverwrite mustPrepend mustPush mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll
  mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice mustToDate mustToJson mustToPrettyJson
  mustToRawJson mustUniq mustWithout must_date_modify nindent nospace now omit osBase osClean osDir osExt osIsAbs
  pick pluck plural prepend push quote randAlpha randAlphaNum randAscii randBytes randInt randNumeric regexFind
  regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit repeat replace rest
  reverse round semver semverCompare seq set sha1sum sha256sum sha512sum shuffle slice snakecase sortAlpha split
  splitList splitn squote sub subf substr swapcase ternary title toDate toDecimal toJson toPrettyJson toRawJson
  toString toStrings trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike typeOf uniq
  unixEpoch unset until untilStep untitle upper urlJoin urlParse uuidv4 values without wrap wrapWith
`);

/** pkg/engine/funcs.go of Helm 3.18.0; 3.22.0 has the same. */
const HELM_3_OWN = names(`
  toToml fromToml toYaml toYamlPretty fromYaml fromYamlArray toJson fromJson fromJsonArray include tpl required
  lookup
`);

/** What pkg/engine/funcs.go of Helm 4.3.1 has beside those. */
const HELM_4_OWN = names(`
  mustToToml mustToYaml mustToJson mustToDuration durationSeconds durationMilliseconds durationMicroseconds
  durationNanoseconds durationMinutes durationHours durationDays durationWeeks durationRoundTo durationTruncateTo
`);

/** Every function that a template may call under Helm 3.18 and later 3.x. */
export const HELM_3_FUNCTIONS: ReadonlySet<string> = new Set([...GO, ...SPRIG, ...HELM_3_OWN]);

/** Every function that a template may call under Helm 4, the pinned one. */
export const HELM_4_FUNCTIONS: ReadonlySet<string> = new Set([...HELM_3_FUNCTIONS, ...HELM_4_OWN]);

function names(text: string): string[] {
  return text.trim().split(/\s+/);
}
