import { isIP } from "node:net";
import type { Format } from "./model.ts";
import { EMPTY, portName } from "./names.ts";
import { parseExpression } from "./schedule.ts";

/** A whole number within bounds, both of which are allowed. */
export function range(least: number, most: number = Number.POSITIVE_INFINITY): Format {
  const says =
    most !== Number.POSITIVE_INFINITY
      ? `must be ${least} to ${most}`
      : least === 0
        ? "must not be negative"
        : `must be ${least} or more`;
  return (value) =>
    typeof value === "number" && (value < least || value > most) ? { code: "CR554", says } : undefined;
}

export const port = range(1, 65_535);
/** Users and groups. */
export const id = range(0, 2_147_483_647);
/** The rights of a file. YAML 1.1 reads `0644` as 420, and a quoted or decimal one is another number. */
export const fileMode: Format = (value) => {
  const fault = range(0, 0o777)(value);
  return (
    fault && {
      ...fault,
      says: "must be 0 to 0777 in octal",
      help: "write it with a leading zero, as in `0644`",
    }
  );
};

/** A port's number or name. */
export const portOrName: Format = (value) => (typeof value === "string" ? portName(value) : port(value));

/** A number of pods, or a share of them: `25%`. */
export function countOrPercent(most: number = Number.POSITIVE_INFINITY): Format {
  return (value) => {
    if (typeof value !== "string") return range(0)(value);
    if (!/^\d+%$/.test(value))
      return {
        code: "CR558",
        says: "must be a whole number or a percentage",
        help: "write `25%`, or a number without quotes",
      };
    return Number.parseInt(value, 10) > most
      ? { code: "CR554", says: `must be ${most}% at most` }
      : undefined;
  };
}

/** One of some texts that the field table does not have as choices. */
export function choice(...choices: readonly string[]): Format {
  return (value) =>
    typeof value === "string" && !choices.includes(value)
      ? { code: "CR505", says: `is none of ${choices.join(", ")}` }
      : undefined;
}

/** As Go's decoder reads it, which skips line breaks and wants the padding. */
export const base64: Format = (value) => {
  if (typeof value !== "string") return undefined;
  const text = value.replace(/[\r\n]/g, "");
  if (text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return {
    code: "CR558",
    says: "is no base64",
    help: "encode it: `| b64enc`; or write it below `stringData`",
  };
};

/** Five fields of cron, or a word such as `@daily`. */
export const schedule: Format = (value) => {
  if (typeof value !== "string") return undefined;
  if (value === "") return EMPTY;
  const wrong = parseExpression(value);
  return wrong === undefined ? undefined : { code: "CR558", says: `is no schedule: ${wrong}` };
};

/** An image: there, and without spaces around it. */
export const image: Format = (value) => {
  if (value === "") return EMPTY;
  return typeof value === "string" && value !== value.trim()
    ? { code: "CR558", says: "has spaces around it", help: "cut them off: `| trim`" }
    : undefined;
};

/** A path below some folder, which does not lead out of it. */
export const relativePath: Format = (value) => {
  if (typeof value !== "string") return undefined;
  if (value.startsWith("/")) return { code: "CR558", says: "must be a relative path" };
  return value.split("/").includes("..") ? { code: "CR558", says: "must not contain `..`" } : undefined;
};

/** An address and the length of its prefix: `10.0.0.0/8`. */
export const cidr: Format = (value) => {
  if (typeof value !== "string") return undefined;
  if (value === "") return EMPTY;
  const [address = "", length = "", ...more] = value.split("/");
  const most = isIP(address) === 6 ? 128 : 32;
  const fits =
    isIP(address) !== 0 && /^(?:0|[1-9]\d*)$/.test(length) && Number(length) <= most && more.length === 0;
  return fits
    ? undefined
    : { code: "CR558", says: "is no range of addresses", help: "write it as `10.0.0.0/8`" };
};

/** A Service's own address, `None` for none. */
export const clusterAddress: Format = (value) =>
  typeof value !== "string" || value === "" || value === "None" || isIP(value) !== 0
    ? undefined
    : { code: "CR558", says: "is neither an address nor `None`" };

/** What a variable can tell of its pod. */
export const podField: Format = (value) => {
  if (typeof value !== "string") return undefined;
  if (value === "") return EMPTY;
  return /^(?:metadata\.(?:name|namespace|uid|(?:labels|annotations)\['.+'\])|spec\.(?:nodeName|serviceAccountName|host)|status\.(?:hostIPs?|podIPs?|phase))$/.test(
    value,
  )
    ? undefined
    : {
        code: "CR558",
        says: "is no field of a pod that a variable can have",
        help: "such are `metadata.name`, `metadata.labels['app']`, `spec.nodeName`, `status.podIP`",
      };
};

/** A path of the node: it may be anywhere, but does not go back. */
export const hostPath: Format = (value) => {
  if (value === "") return EMPTY;
  return typeof value === "string" && value.split("/").includes("..")
    ? { code: "CR558", says: "must not contain `..`" }
    : undefined;
};
