import type { Choices, Project } from "../project.ts";
import { databaseNames } from "../unsupported.ts";

/** What was found and why, a line each: name, value, reason or flag. */
export function factRows(project: Project): readonly (readonly [string, string, string])[] {
  const { main, release, endpoint, repos, assets, elixir, otp, distillery } = project;
  const others = project.apps.filter(({ name }) => name !== main.value.name).map(({ name }) => name);
  const built = assets.value;
  const how =
    built.kind === "webpack"
      ? `${built.packages} run ${built.script}`
      : built.deployAlias && `mix ${built.deployAlias}`;
  return [
    ["application", main.value.name, main.why],
    ...(project.umbrella ? [["umbrella", others.join(", "), `beside ${main.value.name}`] as const] : []),
    ["release", release.value, release.why],
    ["endpoint", endpoint?.value.module ?? "none", endpoint?.why ?? "no module uses Phoenix.Endpoint"],
    ...repos.map(({ value, why }) => {
      const ids = value.binaryId ? ", binary ids" : "";
      return ["repo", `${value.module} (${databaseNames[value.adapter]}${ids})`, why] as const;
    }),
    ...(repos.length === 0 ? [["repo", "none", "no module uses Ecto.Repo"] as const] : []),
    ["assets", how ? `${built.kind} (${how})` : built.kind, assets.why],
    ["Elixir", elixir.value, elixir.why],
    ["Erlang/OTP", otp.value, otp.why],
    ...(distillery.value ? [["Distillery", "yes", distillery.why] as const] : []),
  ];
}

/** What was chosen, with the flag that chooses otherwise. */
export function choiceRows(choices: Choices): readonly (readonly [string, string, string])[] {
  return [
    ["environment", choices.environment, "--environment"],
    ["context", choices.context, "--kube-context"],
    ["namespace", choices.namespace, "--namespace"],
    ["host", choices.host, "--host"],
    ["image", choices.image, "--image"],
    ["port", String(choices.port), "--port"],
    ["clustering", choices.clustering, "--clustering"],
  ];
}

/** Rows below each other, each column as wide as its longest cell. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}
