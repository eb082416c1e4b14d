import type { Generated, Project } from "../project.ts";
import { context } from "./context.ts";

/**
 * A list of what may go into the build, not of what may not: a key or a dump that lies about in the project can then
 * reach no layer, and a change of anything else builds nothing again.
 */
export function dockerignore(project: Project): Generated {
  const folder = project.assets.value.folder;
  const text = `# Nothing goes into the build but what the Dockerfile copies. Add here what you add there.
*
${context(project)
  .map((one) => `!${one}`)
  .join("\n")}

# In those folders: what is made by the build, what is of this machine, what is secret.
**/node_modules
**/_build
**/.elixir_ls
**/*.plt
**/.DS_Store
**/.env
**/.env.*
**/*.pem
**/*.key
**/*.secret.exs
**/erl_crash.dump
${folder.replace(/[^/]*$/, "priv/static/assets")}
${folder.replace(/[^/]*$/, "priv/static/cache_manifest.json")}
`;
  return { path: ".dockerignore", text, executable: false };
}
