/** Names and bounds of a schedule's five fields, as github.com/robfig/cron/v3 reads them for Kubernetes. */
const FIELDS = [
  { name: "minute", least: 0, most: 59, words: [] },
  { name: "hour", least: 0, most: 23, words: [] },
  { name: "day of the month", least: 1, most: 31, words: [] },
  {
    name: "month",
    least: 1,
    most: 12,
    words: ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  { name: "day of the week", least: 0, most: 6, words: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
] as const;

const DAILY = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/** What is wrong with a CronJob's schedule, or undefined. */
export function parseExpression(text: string): string | undefined {
  if (/TZ/.test(text)) return "a time zone belongs in `timeZone`";
  if (text.startsWith("@"))
    return DAILY.includes(text) || isEvery(text) ? undefined : `\`${text.split(" ")[0]}\` is not known`;
  const fields = text.split(/\s+/).filter((one) => one !== "");
  if (fields.length !== FIELDS.length) return `it has ${fields.length} fields, not 5`;
  for (const [at, field] of FIELDS.entries())
    for (const part of (fields[at] as string).split(",").filter((one) => one !== "")) {
      const wrong = partProblem(part, field);
      if (wrong !== undefined) return `the ${field.name} ${wrong}`;
    }
  return undefined;
}

/** `@every 1h30m`, with Go's durations. */
function isEvery(text: string): boolean {
  return /^@every [+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text);
}

/** `*`, `5`, `1-5`, `mon-fri`, each with `/2` behind it or without. */
function partProblem(part: string, { least, most, words }: (typeof FIELDS)[number]): string | undefined {
  const [span = "", step, ...rest] = part.split("/");
  const [from = "", to, ...more] = span.split("-");
  const any = from === "*" || from === "?"; // what stands behind a `-` then is not read
  if (rest.length > 0 || (more.length > 0 && !any)) return "cannot be read";
  const number = (text: string): number => {
    const word = (words as readonly string[]).indexOf(text.toLowerCase());
    if (word !== -1 && text !== "") return word;
    return /^\+?\d+$/.test(text) ? Number(text) : Number.NaN;
  };
  const first = any ? least : number(from);
  const last = any || (to === undefined && step !== undefined) ? most : number(to ?? from);
  const every = step === undefined ? 1 : /^\+?\d+$/.test(step) ? Number(step) : Number.NaN;
  if (Number.isNaN(first) || Number.isNaN(last) || Number.isNaN(every)) return "cannot be read";
  if (first < least || last > most) return `must be ${least} to ${most}`;
  if (first > last) return "ends before it begins";
  return every === 0 ? "has a step of 0" : undefined;
}
