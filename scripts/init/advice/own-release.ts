import type { Advice, Project } from "../project.ts";
import { code } from "./texts.ts";

/** What the scripts in rel/overlays/bin/ call, as functions of the release module. */
const CALLED = ["migrate", "seed"] as const;

/** A release module that was there before init (of `mix phx.gen.release`) stays, and may lack what the scripts call. */
export function ownReleaseAdvice(project: Project): readonly Advice[] {
  const { folder, name, module } = project.main.value;
  const file = `${folder === "." ? "" : `${folder}/`}lib/${name}/release.ex`;
  const text = project.texts.get(file);
  if (text === undefined || project.repos.length === 0) return [];
  const missing = CALLED.filter((one) => !new RegExp(`\\bdef(?:delegate)?\\s+${one}\\b`).test(code(text)));
  return missing.map((one) => ({
    title: `${module}.Release has no ${one}/0`,
    why: `it was there before init, and bin/${one} calls it before the release serves. init's own module has it (--force writes that); where there is nothing to do, add`,
    file,
    lines: [`def ${one}, do: :ok`],
  }));
}
