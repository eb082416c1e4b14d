import { databaseName, hasDatabase } from "../names.ts";
import type { Choices, Generated, Project } from "../project.ts";

/** The folder of the files that hold Compose's secrets; git does not see it. */
export const COMPOSE_SECRETS = ".secrets";

/**
 * The release and a database on one's own machine, as the chart runs them in a cluster: migrate, then seed, each once
 * and to its end, then the server, without root and with a read-only root. Secrets come as files; none stands here.
 */
export function compose(project: Project, choices: Choices): Generated {
  const name = project.release.value.replaceAll("_", "-");
  const database = hasDatabase(project);
  const secrets = ["secret_key_base", ...(database ? ["database_url"] : [])];
  const blocks = [
    `# ${project.release.value} on this machine: docker compose up --build --wait, then http://localhost:${choices.port}
# Its secrets are the files in ${COMPOSE_SECRETS}/, which \`chartroom init phoenix\` makes where they are missing; git does not see them.
name: ${name}

x-release: &release
  image: \${IMAGE:-${name}:dev}
  build: .
  environment:
    PHX_HOST: localhost
    PORT: ${choices.port}
${secrets.map((one) => `    ${one.toUpperCase()}_FILE: /run/secrets/${one}`).join("\n")}${databaseElsewhere(project)}
  secrets: [${secrets.join(", ")}]
  # What the chart asks of Kubernetes: no root, no capability, nothing to write to but /tmp.
  read_only: true
  tmpfs: [/tmp]
  cap_drop: [ALL]
  security_opt: ["no-new-privileges:true"]`,
    `services:${database ? `\n${postgres(project)}\n\n${jobs()}\n` : ""}\n${web(choices, database)}`,
    database ? `volumes:\n  database:` : "",
    `secrets:\n${[...(database ? ["postgres_password"] : []), ...secrets]
      .map((one) => `  ${one}:\n    file: ${COMPOSE_SECRETS}/${one}`)
      .join("\n")}`,
  ];
  return {
    path: "compose.yaml",
    text: `${blocks.filter((one) => one !== "").join("\n\n")}\n`,
    executable: false,
  };
}

/** A database that Compose does not bring: its URL comes from the environment of whoever starts Compose. */
function databaseElsewhere(project: Project): string {
  const named = project.repos.some(({ value }) => value.adapter !== "sqlite");
  return named && !hasDatabase(project)
    ? `\n    DATABASE_URL: \${DATABASE_URL:?the URL of your database}`
    : "";
}

function postgres(project: Project): string {
  const name = databaseName(project);
  return `  database:
    image: \${POSTGRES_IMAGE:-docker.io/library/postgres:17-bookworm}
    environment:
      POSTGRES_DB: ${name}
      POSTGRES_USER: ${name}
      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password
    secrets: [postgres_password]
    volumes: ["database:/var/lib/postgresql/data"]
    # Over TCP: while the image sets itself up, it listens on its socket alone.
    healthcheck:
      test: [CMD, pg_isready, --host=127.0.0.1, --username=${name}, --dbname=${name}]
      interval: 2s
      timeout: 3s
      retries: 30
      start_period: 10s`;
}

/** One-shot services. Each is waited for by another, else \`up --wait\` would call its end a failure. */
function jobs(): string {
  return `  migrate:
    <<: *release
    command: [/app/bin/migrate]
    restart: "no"
    healthcheck: { disable: true }
    depends_on:
      database: { condition: service_healthy }

  seed:
    <<: *release
    command: [/app/bin/seed]
    restart: "no"
    healthcheck: { disable: true }
    depends_on:
      migrate: { condition: service_completed_successfully }`;
}

function web({ port }: Choices, database: boolean): string {
  const waits = database
    ? "\n    depends_on:\n      seed: { condition: service_completed_successfully }"
    : "";
  return `  web:
    <<: *release
    ports: ["127.0.0.1:${port}:${port}"]
    restart: unless-stopped
    stop_grace_period: 60s
    healthcheck:
      interval: 2s
      start_period: 30s${waits}`;
}
