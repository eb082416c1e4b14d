import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isObject } from "../core/json.ts";
import { type ChartYaml, placeIn } from "./chart-yaml.ts";

/** What an account can be called: on GitHub, and on the others. */
const GITHUB = /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i;
const OTHER = /^[\w.][\w.-]*$/;

/**
 * A chart has maintainers, each named as an account of the git server can be named, and a deprecated chart has none
 * (CR822). ct asks the server for each account; nothing is asked here. `remote` is the remote's address.
 */
export function maintainerFindings(chart: ChartYaml, remote: string | undefined): Diagnostic[] {
  const { value } = chart;
  if (!isObject(value)) return [];
  const maintainers = Array.isArray(value.maintainers) ? value.maintainers : [];
  const say = (message: string, at: readonly (string | number)[], help: string) =>
    diagnostic("CR822", message, { place: placeIn(chart, at), help });
  if (value.deprecated === true)
    return maintainers.length === 0
      ? []
      : [
          say(
            "a deprecated chart has no maintainers",
            ["maintainers"],
            "remove `maintainers`, or `deprecated`",
          ),
        ];
  if (maintainers.length === 0)
    return [
      say("the chart has no maintainers", ["name"], "name whom to ask: maintainers: [{ name: ACCOUNT }]"),
    ];
  const account = remote !== undefined && /github\.com[:/]/.test(remote) ? GITHUB : OTHER;
  return maintainers.flatMap((one, index) => {
    const name = isObject(one) ? one.name : undefined;
    if (typeof name !== "string" || account.test(name)) return [];
    return [
      say(
        "a maintainer's name is no account's name",
        ["maintainers", index, "name"],
        "write the account at the git server, and the person's name nowhere",
      ),
    ];
  });
}
