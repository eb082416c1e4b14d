import type { Choices, Generated, Project } from "../project.ts";
import { configurations, sources } from "./context.ts";
import { assetsStage, inAssetsApp, lastStage } from "./dockerfile-assets.ts";
import { baseImages } from "./images.ts";

/**
 * The multi-stage Dockerfile of the release. Stages go from what changes seldom to what changes always, so that a
 * change of a module runs nothing before `compile` again. It has no `# syntax=` line: that would have to be fetched.
 */
export function dockerfile(project: Project, choices: Choices): Generated {
  const stages = [
    head(project),
    base(),
    deps(project),
    ...assetsStage(project, compile(project)),
    release(project),
    runner(project, choices),
  ];
  return { path: "Dockerfile", text: `${stages.join("\n\n")}\n`, executable: false };
}

function head(project: Project): string {
  const images = baseImages(project.elixir.value, project.otp.value);
  const node = project.assets.value.packages !== "none" ? `\nARG NODE_IMAGE=${images.node}` : "";
  return `# The release image of ${project.release.value}. Build it with \`chartroom image build\`, or: docker build -t ${project.release.value}:dev .
#
# Both base images are arguments. Their Debian must be the same (the last stage looks); other tags:
# https://hub.docker.com/r/hexpm/elixir/tags and https://hub.docker.com/_/debian/tags
ARG ELIXIR_VERSION=${images.elixir}
ARG OTP_VERSION=${images.otp}
ARG DEBIAN_VERSION=${images.debian}
ARG BUILDER_IMAGE=docker.io/hexpm/elixir:\${ELIXIR_VERSION}-erlang-\${OTP_VERSION}-debian-\${DEBIAN_VERSION}
ARG RUNNER_IMAGE=docker.io/library/debian:\${DEBIAN_VERSION}${node}`;
}

function base(): string {
  return `# What compiling needs: a C compiler for dependencies with native code, git for dependencies from it. An image that
# has them is taken as it is.
FROM \${BUILDER_IMAGE} AS base
# hadolint ignore=DL3008
${aptCaches("builder")} \\
    if ! { command -v cc && command -v make && command -v git; } >/dev/null; then \\
      rm -f /etc/apt/apt.conf.d/docker-clean \\
      && apt-get update \\
      && apt-get install -y --no-install-recommends build-essential ca-certificates git; \\
    fi
ENV MIX_ENV=prod LANG=C.UTF-8
WORKDIR /build`;
}

/**
 * Caches of a stage alone: no two stages may name one, since buildah before 1.29 (podman before 4.4) never gives the first
 * of two locked caches of a step back, and the next step that wants it waits for ever.
 */
function aptCaches(stage: string): string {
  const cache = (id: string, target: string) =>
    `--mount=type=cache,id=${stage}-${id},target=${target},sharing=locked`;
  return `RUN ${cache("apt", "/var/cache/apt")} \\
    ${cache("apt-lists", "/var/lib/apt/lists")}`;
}

function deps(project: Project): string {
  const fetched = project.dependencies.length > 0;
  const lines = [
    "# Dependencies alone: runs again when mix.exs, mix.lock or the compile-time configuration changes.",
    "FROM base AS deps",
  ];
  if (fetched) lines.push("RUN mix local.hex --force --if-missing && mix local.rebar --force --if-missing");
  lines.push(copy(project, ["mix.exs", "mix.lock"], "./"));
  for (const app of project.umbrella ? project.apps : []) {
    lines.push(`COPY ${app.folder}/mix.exs ${app.folder}/`);
  }
  for (const folder of project.local) lines.push(`COPY ${folder} ${folder}`);
  lines.push(
    fetched
      ? 'RUN --mount=type=cache,target=/root/.hex/packages,sharing=locked mix deps.get --only "$MIX_ENV"'
      : 'RUN mix deps.get --only "$MIX_ENV"',
  );
  for (const folder of configurations(project)) {
    const line = copy(project, [`${folder}/config.exs`, `${folder}/prod.exs`], `${folder}/`);
    if (line !== "") lines.push(line);
  }
  const { kind, setupAlias } = project.assets.value;
  const setup = kind === "esbuild" && setupAlias !== "" ? inAssetsApp(project, `RUN mix ${setupAlias}`) : [];
  if (setup.length === 1) lines.push(`RUN mix deps.compile && mix ${setupAlias}`);
  else lines.push("RUN mix deps.compile", ...setup);
  return lines.filter((one) => one !== "").join("\n");
}

function compile(project: Project): string {
  const lines = ["# The application's own modules.", "FROM deps AS compile"];
  for (const source of sources(project)) lines.push(`COPY ${source} ${source}`);
  lines.push("RUN mix compile");
  return lines.join("\n");
}

function release(project: Project): string {
  const name = project.release.value;
  const lines = [
    "# The release. What it reads only when it starts is copied here, so that it compiles nothing again.",
    `FROM ${lastStage(project)} AS release`,
  ];
  const runtime = copy(project, ["config/runtime.exs", "config/releases.exs"], "config/");
  if (runtime !== "") lines.push(runtime);
  lines.push(
    "COPY rel rel",
    "# Erlang's own tools come along with its runtime; a release uses none of them, and erlc is a compiler.",
    `RUN mix release ${project.hasReleases || project.umbrella ? `${name} ` : ""}--path /release \\`,
    "    && for tool in ct_run dialyzer erlc escript typer; do rm -f /release/erts-*/bin/$tool; done \\",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: shell
    '    && . /etc/os-release && printf "%s\\n" "${VERSION_CODENAME:-$ID}" > /release/.debian',
  );
  return lines.join("\n");
}

function runner(project: Project, { port }: Choices): string {
  const name = project.release.value;
  return `# What runs: the release and the libraries that the BEAM links to. No compiler, no source, no shell but Debian's own.
FROM \${RUNNER_IMAGE} AS runner
# hadolint ignore=DL3008
${aptCaches("runner")} \\
    if ! dpkg-query -W libstdc++6 libncurses6 openssl ca-certificates >/dev/null 2>&1; then \\
      rm -f /etc/apt/apt.conf.d/docker-clean \\
      && apt-get update \\
      && apt-get install -y --no-install-recommends libstdc++6 libncurses6 openssl ca-certificates; \\
    fi
ENV LANG=C.UTF-8 PORT=${port}
WORKDIR /app
# Owned by root and run by another: the application cannot change itself.
COPY --from=release /release ./
RUN . /etc/os-release && read -r built < .debian && if [ "$built" != "\${VERSION_CODENAME:-$ID}" ]; then \\
      echo "built on $built, but RUNNER_IMAGE is \${VERSION_CODENAME:-$ID}: the libraries would not fit" >&2; exit 1; \\
    fi
# \`nobody\`, by number: Kubernetes' runAsNonRoot can then tell that it is not root. RELEASE_TMP is the one place that is written to.
USER 65534:65534
ENV RELEASE_TMP=/tmp
EXPOSE ${port}
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["/app/bin/healthcheck"]
# Last, so that a new version of the same content changes no layer. \`chartroom image build\` fills them.
ARG VERSION=dev
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="${name}" \\
      org.opencontainers.image.version="\${VERSION}" \\
      org.opencontainers.image.revision="\${REVISION}" \\
      org.opencontainers.image.source="\${SOURCE}"
# The script becomes the BEAM (exec), which handles SIGTERM and reaps its children itself: no init process is needed.
CMD ["/app/bin/server"]`;
}

/** A COPY of those files that exist; empty where none does. */
function copy(project: Project, files: readonly string[], target: string): string {
  const there = files.filter((one) => project.paths.has(one));
  return there.length === 0 ? "" : `COPY ${there.join(" ")} ${target}`;
}
