import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Random } from "../../random.ts";

const KEYS = ["a", "b", "c", "one", "two", "global", "exports", "conf"];
const SUBCHARTS = ["sub", "db", "dbx"];

/** YAML of a values map: few keys, so that layers meet; nulls, lists and maps against scalars among them. */
export function randomValues(random: Random, depth: number, extra: readonly string[] = []): string {
  return `${JSON.stringify(randomMap(random, depth, [...KEYS, ...extra]), null, 1)}\n`;
}

function randomMap(random: Random, depth: number, keys: readonly string[]): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  for (let count = random.whole(0, 5); count > 0; count--) {
    const key = random.pick(keys);
    const tables = depth > 0 && (SUBCHARTS.includes(key) || ["global", "exports", "conf"].includes(key));
    map[key] =
      tables && random.chance(0.97) ? randomMap(random, depth - 1, KEYS) : randomValue(random, depth);
  }
  return map;
}

let serial = 0;

/** Scalars differ wherever they stand, so that a wrong origin is seen. */
function randomValue(random: Random, depth: number): unknown {
  const kind = random.next();
  if (kind < 0.12) return null;
  if (kind < 0.22) return [serial++, { a: serial++ }];
  if (kind < 0.5 && depth > 0) return randomMap(random, depth - 1, KEYS);
  if (kind < 0.55) return random.chance(0.5);
  return kind < 0.8 ? `v${serial++}` : serial++;
}

/** Writes a chart with subcharts: one alone, one twice under aliases with a condition and imports, one nested. */
export function writeCharts(random: Random, folder: string): string {
  const imports = random.chance(0.5)
    ? ["exp", { child: "conf", parent: random.pick([".", "conf", "fromdb.inner"]) }]
    : [];
  chart(folder, "top", randomValues(random, 2, SUBCHARTS), [
    { name: "sub", version: "1.0.0" },
    { name: "db", version: "1.0.0", condition: "db.enabled", "import-values": imports },
    { name: "db", version: "1.0.0", alias: "dbx", tags: ["extra"] },
  ]);
  chart(path.join(folder, "charts/sub"), "sub", randomValues(random, 2, ["nested"]), [
    { name: "nested", version: "1.0.0", "import-values": [{ child: "conf", parent: "conf" }] },
  ]);
  chart(path.join(folder, "charts/sub/charts/nested"), "nested", randomValues(random, 2), []);
  const values = JSON.parse(randomValues(random, 2)) as Record<string, unknown>;
  chart(
    path.join(folder, "charts/db"),
    "db",
    JSON.stringify({ ...values, exports: { exp: randomMap(random, 1, KEYS) } }),
    [],
  );
  return folder;
}

function chart(folder: string, name: string, values: string, dependencies: readonly unknown[]): void {
  mkdirSync(path.join(folder, "templates"), { recursive: true });
  const metadata = { apiVersion: "v2", name, version: "1.0.0", dependencies };
  writeFileSync(path.join(folder, "Chart.yaml"), JSON.stringify(metadata));
  writeFileSync(path.join(folder, "values.yaml"), values);
  const manifest = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n  seen: {{ .Values | toJson | quote }}\n`;
  writeFileSync(path.join(folder, "templates/seen.yaml"), manifest);
}
