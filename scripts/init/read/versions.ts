import type { Fact } from "../project.ts";
import type { Said } from "./mix-file.ts";

/**
 * The newest patch of each Elixir, with an OTP that it was made for. Elixir 1.14 is the oldest: older ones have no
 * image with a Debian that still gets security updates.
 * https://hexdocs.pm/elixir/compatibility-and-deprecations.html
 */
const PAIRS: Readonly<Record<string, { readonly elixir: string; readonly otp: string }>> = {
  "1.14": { elixir: "1.14.5", otp: "25.3.2.21" },
  "1.15": { elixir: "1.15.8", otp: "26.2.5.15" },
  "1.16": { elixir: "1.16.3", otp: "26.2.5.15" },
  "1.17": { elixir: "1.17.3", otp: "27.3.4.3" },
  "1.18": { elixir: "1.18.4", otp: "27.3.4.3" },
  "1.19": { elixir: "1.19.4", otp: "28.2" },
};
const OLDEST = "1.14";
/** OTP's newest patch by its major version. */
const OTPS: Readonly<Record<string, string>> = {
  25: "25.3.2.21",
  26: "26.2.5.15",
  27: "27.3.4.3",
  28: "28.2",
};

/** Versions of Elixir and OTP as files for version managers name them. */
export interface Versions {
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

/** Reads .tool-versions (asdf, mise) and mise.toml; undefined where a tool is not named by a number. */
export function readVersions(files: ReadonlyMap<string, string>): Versions {
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
export function chooseVersions(
  said: Versions,
  requirement: Said<string> | undefined,
): { elixir: Fact<string>; otp: Fact<string> } {
  const elixir = chooseElixir(said.elixir, requirement);
  const pair = PAIRS[minor(elixir.value)] ?? (PAIRS[OLDEST] as { otp: string });
  if (said.otp === undefined) {
    const suffix = /-otp-(\d+)/.exec(said.elixir?.value ?? "")?.[1];
    const otp = (suffix !== undefined ? OTPS[suffix] : undefined) ?? pair.otp;
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
  const asked = /(\d+)\.(\d+)/.exec(requirement?.value ?? "");
  const wanted = asked ? `${asked[1]}.${asked[2]}` : undefined;
  const why = requirement ? `${requirement.where} asks for ${requirement.value}` : "no file names one";
  const exact = wanted === undefined ? undefined : PAIRS[wanted];
  if (exact) return { value: exact.elixir, why };
  const newer = asked && Number(asked[2]) > 19;
  if (newer) return { value: `${wanted}.0`, why };
  return {
    value: (PAIRS[OLDEST] as { elixir: string }).elixir,
    why: `${why}; the oldest with images that get updates`,
  };
}

const minor = (version: string) => /^\d+\.\d+/.exec(version)?.[0] ?? "";
