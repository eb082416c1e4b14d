import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { showPath } from "../core/json.ts";
import { type Change, changesBetween } from "../validate/migrations.ts";
import { chartValues, knownValue } from "./known-values.ts";
import { summed } from "./migrate.ts";
import { type Settings, settingsOf } from "./settings.ts";
import type { Tree } from "./tree.ts";

/** Where values files still set what versions of a chart renamed or removed. */
export interface Moved {
  /** CR807, one for each place. */
  readonly findings: readonly Diagnostic[];
  /** Environments that could not be read; undefined where there is no helmfile, so that nothing is known. */
  readonly unread: readonly string[] | undefined;
}

/**
 * Looks in every environment of the helmfile for what sets the old names of these changes to the chart in `folder`.
 * `helmfile` is absolute; undefined: the one at the root.
 */
export async function movedValues(
  root: string,
  folder: string,
  changes: readonly Change[],
  helmfile?: string,
): Promise<Moved> {
  if (changes.length === 0) return { findings: [], unread: [] };
  const settings = await settingsOf(root, folder, helmfile);
  if (settings === undefined) return { findings: [], unread: undefined };
  return { findings: movedFindings(folder, changes, settings), unread: settings.unread };
}

/**
 * The changes of all versions up to this one whose old names mean nothing to the chart any more: a name that came back
 * with another meaning is set rightly.
 */
export function pastChanges(tree: Tree, version: string): readonly Change[] {
  const values = chartValues(tree);
  return summed(changesBetween(tree, undefined, version)).filter(
    ({ from }) => knownValue(values, from) !== "declared",
  );
}

/** A line for each change: `image.name -> image.repository`, `legacy is gone`. */
export function changeLines(changes: readonly Change[]): readonly string[] {
  return summed(changes).map(({ version, from, to, reason }) =>
    to
      ? `${showPath(from)} -> ${showPath(to)}  since ${version}`
      : `${showPath(from)} is gone since ${version}${reason === undefined ? "" : `: ${reason}`}`,
  );
}

/** One finding (CR807) for each place that still sets a value that is renamed or gone. */
export function movedFindings(
  folder: string,
  changes: readonly Change[],
  settings: Settings,
): readonly Diagnostic[] {
  return summed(changes).flatMap((change) => {
    const { version, from, to } = change;
    const message = to
      ? `\`${showPath(from)}\` of ${folder} is called \`${showPath(to)}\` since ${version}`
      : `\`${showPath(from)}\` of ${folder} is gone since ${version}`;
    return settings.places(from).map(({ place, made }) =>
      diagnostic("CR807", message, {
        place,
        help: help(change),
        ...(made && { note: "a template makes the value: look for the key in it" }),
      }),
    );
  });
}

function help({ from, to, reason }: Change): string {
  if (!to) return reason ?? "remove it";
  const last = to.at(-1) as string;
  const beside = from.length === to.length && from.slice(0, -1).every((key, at) => to[at] === key);
  return beside ? `call the key \`${last}\`` : `move it: \`${showPath(from)}\` is now \`${showPath(to)}\``;
}
