import type { Fact } from "../project.ts";
import type { MixFile, Said } from "./mix-file.ts";

/**
 * The newest patch of each Elixir with an OTP that it runs on, of those that hexpm/elixir has images of with a Debian
 * that still gets updates (July 2026). https://hexdocs.pm/elixir/compatibility-and-deprecations.html
 */
const PAIRS: Readonly<Record<string, { readonly elixir: string; readonly otp: string }>> = {
  "1.14": { elixir: "1.14.5", otp: "25.3.2.21" },
  "1.15": { elixir: "1.15.8", otp: "26.2.5.20" },
  "1.16": { elixir: "1.16.3", otp: "26.2.5.20" },
  "1.17": { elixir: "1.17.3", otp: "27.3.4.13" },
  "1.18": { elixir: "1.18.4", otp: "27.3.4.13" },
  "1.19": { elixir: "1.19.5", otp: "28.4.2" },
  "1.20": { elixir: "1.20.2", otp: "28.4.2" },
};
const OLDEST = { minor: 14, elixir: "1.14.5" };
/** Where nothing is said at all. */
const USUAL = "1.18.4";
/** The newest patch of each OTP. */
const OTPS: Readonly<Record<string, string>> = {
  25: "25.3.2.21",
  26: "26.2.5.20",
  27: "27.3.4.13",
  28: "28.4.2",
  29: "29.0.5",
};

/** Versions of Elixir and OTP as files for version managers name them. */
interface Versions {
  readonly elixir: Said<string> | undefined;
  readonly otp: Said<string> | undefined;
}

/** Where the versions may stand; the first that names one is believed. */
export const VERSION_FILES = [
  ".tool-versions",
  "mise.toml",
  ".mise.toml",
  ".config/mise.toml",
  ".config/mise/config.toml",
];

/** The versions to build with: as a person says, else as `texts` (the files for version managers) or mix.exs say. */
export function readVersions(
  texts: ReadonlyMap<string, string>,
  files: readonly MixFile[],
  stated: { readonly elixir?: string; readonly otp?: string },
): { elixir: Fact<string>; otp: Fact<string> } {
  const said = saidVersions(texts);
  const flag = (name: "elixir" | "otp") => {
    const value = stated[name];
    return value === undefined ? said[name] : { value, where: `--${name} ${value}` };
  };
  // Of an umbrella the root seldom says which; its applications do.
  const requirement = files
    .toSorted((a, b) => a.folder.length - b.folder.length)
    .find((one) => one.elixir)?.elixir;
  return chooseVersions({ elixir: flag("elixir"), otp: flag("otp") }, requirement);
}

/** Reads .tool-versions (asdf, mise) and mise.toml; undefined where a tool is not named by a number. */
function saidVersions(files: ReadonlyMap<string, string>): Versions {
  const named = (tool: string) => {
    for (const file of VERSION_FILES) {
      const lines = files.get(file)?.split(/\r?\n/) ?? [];
      const at = lines.findIndex((line) => versionIn(line, tool, file.endsWith(".toml")) !== undefined);
      if (at !== -1)
        return {
          value: versionIn(lines[at] as string, tool, file.endsWith(".toml")) as string,
          where: `${file}:${at + 1}`,
        };
    }
    return undefined;
  };
  return { elixir: named("elixir"), otp: named("erlang") };
}

function versionIn(line: string, tool: string, toml: boolean): string | undefined {
  const pattern = toml
    ? new RegExp(
        `^\\s*"?(?:core:)?${tool}"?\\s*=\\s*(?:\\[\\s*|\\{[^}]*version\\s*=\\s*)?["'](\\d[^"']*)["']`,
      )
    : new RegExp(`^\\s*${tool}\\s+(\\d\\S*)`);
  return pattern.exec(line)?.[1];
}

/**
 * The versions to build with. What is said in part ("1.17", "27") is filled up with the newest patch that was known when
 * this was written; a requirement of mix.exs says the oldest Elixir that will do, and that one is taken.
 */
function chooseVersions(
  said: Versions,
  requirement: Said<string> | undefined,
): { elixir: Fact<string>; otp: Fact<string> } {
  const elixir = chooseElixir(said.elixir, requirement);
  if (said.otp === undefined) {
    const suffix = /-otp-(\d+)/.exec(said.elixir?.value ?? "")?.[1];
    const otp = (suffix !== undefined ? OTPS[suffix] : undefined) ?? otpFor(elixir.value);
    return {
      elixir,
      otp: {
        value: otp,
        why:
          suffix !== undefined ? `${said.elixir?.where} says -otp-${suffix}` : `fits Elixir ${elixir.value}`,
      },
    };
  }
  const { value, where } = said.otp;
  return {
    elixir,
    otp:
      /^\d+$/.test(value) && OTPS[value]
        ? { value: OTPS[value] as string, why: `${where} says ${value}` }
        : { value, why: where },
  };
}

function chooseElixir(said: Said<string> | undefined, requirement: Said<string> | undefined): Fact<string> {
  if (said !== undefined) {
    const plain = said.value.replace(/-otp-\d+.*$/, "");
    const whole = /^\d+\.\d+$/.test(plain) ? PAIRS[plain]?.elixir : undefined;
    return whole === undefined
      ? { value: plain, why: said.where }
      : { value: whole, why: `${said.where} says ${plain}` };
  }
  if (requirement === undefined) return { value: USUAL, why: "no file says which" };
  const why = `${requirement.where} asks for ${requirement.value}`;
  const [, exact, minor] = /^\s*(==\s*(?=\d+\.\d+\.\d))?.*?1\.(\d+)/.exec(requirement.value) ?? [];
  if (exact !== undefined) return { value: requirement.value.replace(/^\s*==\s*/, "").trim(), why };
  const known = PAIRS[`1.${minor}`]?.elixir;
  if (known !== undefined) return { value: known, why };
  return Number(minor) > OLDEST.minor
    ? { value: `1.${minor}.0`, why }
    : { value: OLDEST.elixir, why: `${why}; the oldest with an image` };
}

/** The OTP of the pair; one that the oldest and the newest Elixirs are known to run on beside them. */
function otpFor(elixir: string): string {
  const minor = Number(/^1\.(\d+)/.exec(elixir)?.[1]);
  return (
    PAIRS[`1.${minor}`]?.otp ?? (minor > OLDEST.minor ? "28.4.2" : minor > 10 ? "24.3.4.17" : "22.3.4.27")
  );
}
