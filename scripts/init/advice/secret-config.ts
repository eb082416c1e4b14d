import type { Advice, Project } from "../project.ts";
import { code } from "./texts.ts";

/** Phoenix before 1.6 imported secrets from a file that git does not see, so the image's build does not see it either. */
export function secretConfigAdvice(project: Project): readonly Advice[] {
  return [...project.texts].flatMap(([file, text]) => {
    if (!/^(?:apps\/[^/]+\/)?config\/.*\.exs$/.test(file)) return [];
    const imported = /\bimport_config[\s(]+"([^"]*secret\.exs)"/.exec(code(text))?.[1];
    if (imported === undefined) return [];
    return [
      {
        title: `${imported} is not there when the image is built`,
        why: "no secret goes into an image. Set in config/runtime.exs what it sets, out of the environment, and take the import out",
        file,
      },
    ];
  });
}
