import { type Examination, type ExaminedTool, examine, passedOver } from "../tools/examine.ts";
import { elsewhere } from "../tools/find.ts";
import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { sayFindings } from "./findings.ts";

const needs = {
  apply: "check, apply",
  secrets: "secrets init, rotate",
  cluster: "the embedded cluster",
  speed: "speed only",
} as const;

/** `chartroom doctor`. */
export const command: Command = {
  name: "doctor",
  async run(invocation: Invocation): Promise<ExitCode> {
    const seen = await examine();
    const json = invocation.format === "json";
    invocation.screen.data(json ? `${JSON.stringify(asJson(seen), null, 2)}\n` : asText(seen));
    if (!json) sayFindings(invocation, passedOver(seen.tools));
    return seen.ready ? 0 : 3;
  },
};

function asText(seen: Examination): string {
  const rows = [
    ["tool", "version", "range", "from", "needed for"],
    ...seen.tools.map(({ name, pin, tool }) => [
      name,
      tool?.version ?? "-",
      pin.range === "" ? `${pin.version} only` : pin.range,
      tool ? `${tool.from} ${tool.path}` : "missing",
      `${needs[pin.need]}: ${pin.use}`,
    ]),
  ];
  const { privateDirectory: secret, cache, go } = seen;
  const missing = seen.tools.filter(({ tool }) => !tool);
  return [
    ...table(rows),
    "",
    `node     ${seen.node} (>=20.19)`,
    `go       ${go ? `${go.version} ${go.path}` : "missing; only needed to build tools"}`,
    `private  ${secret.path}, ${secret.inMemory ? "in memory" : "NOT in memory: decrypted files touch the disk, readable by you alone, until the command ends"}`,
    `cache    ${cache.path}, ${size(cache.bytes)}${cache.free === undefined ? "" : ` (${size(cache.free)} free)`}`,
    ...(missing.length > 0 ? ["", ...missing.flatMap(howToGet)] : []),
    "",
    verdict(seen, missing.length),
    "",
  ].join("\n");
}

function howToGet({ name }: ExaminedTool): string[] {
  return [`${name}: chartroom tools install ${name}${elsewhere(name)}`];
}

function verdict({ ready }: Examination, missing: number): string {
  if (missing === 0) return "everything is there";
  const next = "chartroom tools install";
  return ready ? `apply has what it needs; for the rest: ${next}` : `apply lacks a tool; next: ${next}`;
}

function asJson({ tools, ...machine }: Examination): object {
  return {
    version: 1,
    ...machine,
    go: machine.go ?? null,
    tools: tools.map(({ name, pin, tool, passed }) => ({
      name,
      version: tool?.version ?? null,
      range: pin.range,
      pinned: pin.version,
      from: tool?.from ?? null,
      path: tool?.path ?? null,
      need: pin.need,
      use: pin.use,
      passed,
    })),
  };
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function size(bytes: number): string {
  return bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

runAlone(command, import.meta.url);
