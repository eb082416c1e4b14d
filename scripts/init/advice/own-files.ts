import type { Advice, Project } from "../project.ts";
import { code } from "./texts.ts";

/** What init's scripts want of a release.ex and an env.sh.eex that are the project's own, and that stay. */
export function ownFilesAdvice(project: Project): readonly Advice[] {
  return [...releaseModule(project), ...releaseEnv(project)];
}

function releaseModule(project: Project): readonly Advice[] {
  const { folder, name, module } = project.main.value;
  const file = `${folder === "." ? "" : `${folder}/`}lib/${name}/release.ex`;
  const text = project.texts.get(file);
  if (text === undefined || project.repos.length === 0) return [];
  const missing = ["migrate", "seed", "rollback"].filter(
    (one) => !new RegExp(`\\bdef ${one}\\b`).test(code(text)),
  );
  if (missing.length === 0) return [];
  return [
    {
      title: `your release module has no ${missing.join(" and no ")}`,
      why: `bin/${missing.join(", bin/")} would fail: write it in ${module}.Release, or let \`--force\` put init's file there`,
      file,
      lines: missing.map((one) => `def ${one}${one === "rollback" ? "(repo, version)" : ""} do`),
    },
  ];
}

function releaseEnv(project: Project): readonly Advice[] {
  const file = "rel/env.sh.eex";
  const text = project.texts.get(file);
  if (text === undefined || /_FILE\b/.test(text.replace(/^\s*#.*$/gm, ""))) return [];
  return [
    {
      title: "your env.sh reads no secret from a file",
      why: "compose.yaml gives them so: DATABASE_URL_FILE stands for DATABASE_URL with what the file holds; or let `--force` put init's file there",
      file,
      lines: [
        "for name in DATABASE_URL SECRET_KEY_BASE; do",
        `  eval "file=\\\${\${name}_FILE-}"`,
        '  [ -z "$file" ] || export "$name=$(cat -- "$file")"',
        "done",
      ],
    },
  ];
}
