import type { Assets, Project } from "../project.ts";

/**
 * The stages between the dependencies and the release, of which the last is called `lastStage`: the compilation (its text
 * is given), and what fills priv/static. esbuild comes after it, since LiveView writes its colocated hooks when it
 * compiles; webpack knows nothing of Elixir and stands beside it, so the two run at once.
 */
export function assetsStage(project: Project, compile: string): readonly string[] {
  const assets = project.assets.value;
  switch (assets.kind) {
    case "none":
      return [compile];
    case "esbuild":
      return [
        ...(assets.packages === "none" ? [] : [modules(project, assets)]),
        compile,
        esbuild(project, assets),
      ];
    case "webpack":
      return [webpack(project, assets), compile, digest(project, assets)];
  }
}

/**
 * The stage that a release is made of. Where nothing makes assets there is no stage for them: buildah gives one that does
 * nothing a new name each time, and runs all that follows again.
 */
export function lastStage(project: Project): string {
  return project.assets.value.kind === "none" ? "compile" : "assets";
}

function esbuild(project: Project, assets: Assets): string {
  const build = assets.deployAlias === "" ? "esbuild default --minify && mix phx.digest" : assets.deployAlias;
  const lines = ["# The assets, by the esbuild that mix brings.", "FROM compile AS assets"];
  lines.push(`COPY ${assets.folder} ${assets.folder}`);
  if (assets.packages !== "none") {
    lines.push(`COPY --from=modules /build/${assets.folder}/node_modules ${assets.folder}/node_modules`);
  }
  lines.push(...inAssetsApp(project, `RUN mix ${build}`));
  return lines.join("\n");
}

function modules(project: Project, assets: Assets): string {
  return `# The JavaScript packages that the assets import.\n${install(project, assets, "modules")}`;
}

function webpack(project: Project, assets: Assets): string {
  const lines = [
    "# The assets, by the project's own build script.",
    install(project, assets, "webpack"),
    `COPY ${assets.folder} ./`,
  ];
  // A purger of unused CSS reads the templates; without them it throws away everything.
  if (/tailwind|purgecss/.test(project.texts.get(`${assets.folder}/package.json`) ?? "")) {
    const lib = assets.folder.replace(/[^/]*$/, "lib");
    lines.push(`COPY ${lib} /build/${lib}`);
  }
  const run = assets.packages === "yarn" ? "yarn run" : assets.packages === "pnpm" ? "pnpm run" : "npm run";
  lines.push(`RUN mkdir -p ../priv/static && ${run} ${assets.script}`);
  return lines.join("\n");
}

function digest(project: Project, assets: Assets): string {
  const target = assets.folder.replace(/[^/]*$/, "priv/static");
  const lines = ["FROM compile AS assets", `COPY --from=webpack /build/${target} ${target}`];
  if (project.dependencies.includes("phoenix")) lines.push(...inAssetsApp(project, "RUN mix phx.digest"));
  return lines.join("\n");
}

const LOCKS = { npm: "package-lock.json", yarn: "yarn.lock", pnpm: "pnpm-lock.yaml", none: "" } as const;

/** A Node stage with the packages installed; its work folder is the assets' folder. */
function install(project: Project, assets: Assets, stage: string): string {
  const lock = LOCKS[assets.packages];
  const [cache, command] = {
    npm: ["/root/.npm", assets.locked ? "npm ci --no-audit --no-fund" : "npm install --no-audit --no-fund"],
    yarn: ["/usr/local/share/.cache/yarn", "yarn install --frozen-lockfile"],
    pnpm: ["/root/.local/share/pnpm/store", "corepack enable pnpm && pnpm install --frozen-lockfile"],
    none: ["/root/.npm", "npm install --no-audit --no-fund"],
  }[assets.packages];
  const files = assets.locked ? ["package.json", lock] : ["package.json"];
  const fetched = project.dependencies.length > 0;
  const phoenix = fetched
    ? "# Phoenix' own JavaScript lies in the dependencies: `file:../deps/phoenix`.\nCOPY --from=deps /build/deps /build/deps\n"
    : "";
  return `FROM \${NODE_IMAGE} AS ${stage}
WORKDIR /build/${assets.folder}
COPY ${files.map((one) => `${assets.folder}/${one}`).join(" ")} ./
${phoenix}RUN --mount=type=cache,target=${cache},sharing=locked ${command}`;
}

/** A line that runs in the folder of the assets' application. */
export function inAssetsApp(project: Project, line: string): readonly string[] {
  const { app } = project.assets.value;
  const folder = project.apps.find((one) => one.name === app)?.folder ?? ".";
  return folder === "." ? [line] : [`WORKDIR /build/${folder}`, line, "WORKDIR /build"];
}
