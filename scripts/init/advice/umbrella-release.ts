import type { Advice, Project } from "../project.ts";

/** `mix release` at the root of an umbrella has to be told which applications; without that it stops. */
export function umbrellaReleaseAdvice(project: Project): readonly Advice[] {
  if (!project.umbrella || project.hasReleases || project.distillery.value) return [];
  const applications = project.apps.map((app) => `${app.name}: :permanent`).join(", ");
  return [
    {
      title: "name the release and its applications in `project/0`",
      why: "at the root of an umbrella `mix release` does not know which applications belong to it",
      file: "mix.exs",
      lines: [`releases: [${project.release.value}: [applications: [${applications}]]],`],
    },
  ];
}
