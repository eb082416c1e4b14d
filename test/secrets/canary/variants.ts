import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { change, write } from "../keys.ts";
import { environment, type Planted, planted, values } from "./planted.ts";
import { formats, type Totals, traced } from "./runs.ts";
import { canaries } from "./search.ts";
import { failing } from "./ways.ts";

const e = ["-e", environment];

/** Ways to make a repository fail with a secret close by; each is a change of the planted one, and the runs it is for. */
export const variants: Readonly<Record<string, (place: Planted) => void | Promise<void>>> = {
  "a text where a number is asked for, a number where a text is": (place) =>
    place.seal(values({ limit: canaries.cookie, word: canaries.number })),
  "a text that is too long": (place) => place.seal(values({ word: canaries.password })),
  "a key that no schema knows, with a secret in it": (place) =>
    place.seal(values({ unknown: { deeper: canaries.password } })),
  "a map where a text is asked for": (place) => place.seal(values({ word: { a: canaries.cookie } })),
  "helmfile is given a text where it wants a map": (place) => {
    change(
      place.root,
      "helmfile.d/10-releases.yaml.gotmpl",
      /condition: releases.leaky.enabled/,
      "condition: {{ .Values.leaky.secrets.cookie }}",
    );
  },
  "helmfile stops with a secret in its words": (place) => {
    change(
      place.root,
      "helmfile.d/10-releases.yaml.gotmpl",
      /^helmDefaults:/m,
      () =>
        `{{ fail (printf "cannot use %s with %q" .Values.leaky.secrets.password .Values.leaky.secrets.pem) }}\nhelmDefaults:`,
    );
  },
  "helmfile's values cannot be read": (place) => {
    const file = "environments/release.yaml.gotmpl";
    write(
      place.root,
      file,
      "{{ .Values.leaky.secrets.password }}: [ {{ .Values.leaky.secrets.cookie }}\n  b: : c\n",
    );
  },
  "helmfile's values are of another type": (place) => {
    write(place.root, "environments/release.yaml.gotmpl", "{{ .Values.leaky.secrets.cookie | quote }}\n");
  },
  "the secrets file is not encrypted": (place) => {
    write(place.root, `environments/${environment}/secrets.yaml`, JSON.stringify(values(), null, 2));
  },
  "a line in plain text was added to the secrets file": (place) => {
    change(
      place.root,
      `environments/${environment}/secrets.yaml`,
      /^sops:/m,
      () => `added: ${canaries.cookie}\npin: ${canaries.short}\nsops:`,
    );
  },
  "a plain secret breaks its schema": (place) => {
    change(
      place.root,
      `environments/${environment}/values.yaml`,
      /token: .*/,
      () => `token: { a: ${canaries.plain} }, pin: ${canaries.shortPlain} }, word: ${canaries.cookie}`,
    );
    change(
      place.root,
      `environments/${environment}/values.yaml`,
      / {2}plain: (.*), word: (.*)/,
      "  plain: $1\n  word: $2",
    );
  },
  "a plain secret stands where helmfile finds a fault": (place) => {
    change(
      place.root,
      `environments/${environment}/values.yaml`,
      /plain: .*/,
      () => `plain: { token: ${canaries.plain}, pin: ${canaries.shortPlain}, pad: 1, pad: 2 }`,
    );
  },
  "a plain secret at the end of a long line": (place) => {
    change(
      place.root,
      `environments/${environment}/values.yaml`,
      /plain: .*/,
      () =>
        `plain: { ${[...Array(11).keys()].map((at) => `pad${at}: 1, `).join("")}token: ${canaries.plain}, pin: ${canaries.shortPlain} }`,
    );
  },
};

/** Every verb that fails, in every format, for each variant and each failing template. */
export async function failingRuns(totals: Totals, only?: number): Promise<void> {
  for (const [at, change] of Object.values(variants).entries()) {
    if (only !== undefined && at % only !== 0) continue;
    const place = await planted();
    await change(place);
    await everyFormat(totals, place, only === undefined);
  }
  for (const [at, template] of Object.values(failing).entries()) {
    if (only !== undefined && at % only !== 0) continue;
    const place = await planted();
    const folder = path.join(place.root, "charts/leaky/templates");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "00-fails.yaml"), template);
    await everyFormat(totals, place, only === undefined);
  }
}

async function everyFormat(totals: Totals, place: Planted, whole: boolean): Promise<void> {
  for (const format of whole ? formats : formats.slice(0, 2))
    await traced(totals, place, [...e, "check", "--verbose", "--format", format]);
  await traced(totals, place, [...e, "render", "--verbose"]);
  if (!whole) return;
  for (const words of [["values"], ["apply", "--yes", "--verbose"], ["template"]])
    await traced(totals, place, [...e, ...words]);
  await traced(totals, place, ["secrets", "check", "--format", "json"]);
}
