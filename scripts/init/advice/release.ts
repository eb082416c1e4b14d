import type { Advice, Project } from "../project.ts";
import { code } from "./texts.ts";

/** What `mix release` and the image's build need of mix.exs and of config/. */
export function releaseAdvice(project: Project): readonly Advice[] {
  return [...umbrella(project), ...secretFiles(project)];
}

/** The entry of mix.exs that names the release; in an umbrella with its applications, which mix demands there. */
export function releaseEntry(project: Project, why: string): readonly Advice[] {
  if (project.hasReleases) return [];
  const apps = project.umbrella ? project.apps.map((app) => `${app.name}: :permanent`).join(", ") : "";
  const applications = apps === "" ? "" : `, applications: [${apps}]`;
  return [
    {
      title: "name the release in `project/0`",
      why,
      file: "mix.exs",
      lines: [`releases: [${project.release.value}: [include_executables_for: [:unix]${applications}]],`],
    },
  ];
}

/** Distillery's own list has the entry, with its own reason. */
function umbrella(project: Project): readonly Advice[] {
  if (!project.umbrella || project.distillery.value) return [];
  return releaseEntry(project, "in an umbrella mix has to be told which applications a release is made of");
}

/** Phoenix 1.3 kept production's secrets in a file that is in no git, so in no image either. */
function secretFiles(project: Project): readonly Advice[] {
  return [...project.texts].flatMap(([file, text]) => {
    const imported = /import_config\s+"([^"]*\.secret\.exs)"/.exec(code(text))?.[1];
    if (imported === undefined || !/(?:^|\/)config\/[^/]*\.exs$/.test(file)) return [];
    return [
      {
        title: `${imported} is in no image, so the build stops at it`,
        why: "a secret in an image is everybody's who can pull it; config/runtime.exs reads them when the release starts: take the line out",
        file,
      },
    ];
  });
}
