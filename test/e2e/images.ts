import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { cacheDirectory, filesBelow } from "../../scripts/core/files.ts";
import { missingParts } from "../app/parts.ts";
import { builtRelease } from "../app/release.ts";
import { addVariant, sampleApp, type Variant } from "../app/sample.ts";
import { archiveImages, type Image, layerOf } from "../cluster/archive.ts";
import { tempDirectory } from "../harness.ts";
import { forgetOld, isCached } from "../images/recent.ts";
import { rootArchive } from "../images/rootfs.ts";
import { CannotRun } from "./scenario.ts";

/** Node, for requests from inside of a cluster whose network is not this computer's. */
export const trafficImage = "localhost/traffic:1";

export const postgresImage = { repository: "localhost/postgres", tag: "15" };

interface Difference {
  readonly variants?: readonly Variant[];
  /** Files of the application's folder. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The first row is in the database when this fails. */
const barren = `Harbour.Repo.query!("INSERT INTO berths (name) VALUES ('north')")
raise "the quarry is empty"
`;

/** Versions of the sample application, as the tags of its image, and what each has over the first. */
const versions = {
  "1": {},
  "1-barren": { files: { "priv/repo/seeds.exs": barren } },
  "2": { variants: ["second"] },
  "3-broken": { variants: ["second", "broken"] },
} as const satisfies Record<string, Difference>;

/** The tag of the image that is built from a Dockerfile; it is as the first version. */
export const DOCKERFILE_TAG = "1-dockerfile";

export type Version = keyof typeof versions | typeof DOCKERFILE_TAG;

export const appImage = "localhost/harbour";

/** The user that the database's chart runs it as, and that initdb wants to find by its number. */
const DATABASE_USER = 999;

/** Writes one archive with the database and all versions of the sample application; with `traffic`, Node too. */
export async function archiveAll(folder: string, options: { traffic: boolean }): Promise<string> {
  const missing = missingParts();
  if (missing !== undefined) throw new CannotRun(missing);
  const file = path.join(folder, "images.tar");
  const more = options.traffic ? [await traffic(folder)] : [];
  await archiveImages([await postgres(folder), ...(await application(folder)), ...more], file);
  return file;
}

async function traffic(folder: string): Promise<Image> {
  const root = path.join(folder, "traffic-root");
  mkdirSync(path.join(root, "usr/local/bin"), { recursive: true });
  copyFileSync(process.execPath, path.join(root, "usr/local/bin/node"));
  const layer = path.join(folder, "traffic.tar");
  layerOf(root, layer);
  return {
    name: trafficImage,
    layers: [await rootArchive("runner"), layer],
    config: { User: "65534:65534" },
  };
}

/** Debian's Postgres with an entry point that does what the official image's does for the chart's variables. */
async function postgres(folder: string): Promise<Image> {
  const root = path.join(folder, "postgres-root");
  mkdirSync(path.join(root, "usr/local/bin"), { recursive: true });
  const entry = path.join(root, "usr/local/bin/docker-entrypoint.sh");
  writeFileSync(entry, entryPoint);
  chmodSync(entry, 0o755);
  mkdirSync(path.join(root, "etc"));
  writeFileSync(
    path.join(root, "etc/passwd"),
    `root:x:0:0:root:/root:/bin/sh\npostgres:x:${DATABASE_USER}:${DATABASE_USER}::/:/bin/sh\n`,
  );
  const layer = path.join(folder, "postgres.tar");
  layerOf(root, layer);
  const system = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  return {
    name: `${postgresImage.repository}:${postgresImage.tag}`,
    layers: [await rootArchive("postgres"), layer],
    config: {
      Entrypoint: ["/usr/local/bin/docker-entrypoint.sh"],
      Env: [`PATH=/usr/lib/postgresql/15/bin:${system}`, "LANG=C.UTF-8"],
      User: `${DATABASE_USER}:${DATABASE_USER}`,
      StopSignal: "SIGINT", // as the official image: SIGTERM would wait until every client has gone
    },
  };
}

const entryPoint = `#!/bin/sh
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  umask 077
  printf '%s\\n' "$POSTGRES_PASSWORD" > /tmp/password
  # As the official image, psql inside of the pod is let in by the socket.
  initdb -D "$PGDATA" -U "$POSTGRES_USER" --auth-host=scram-sha-256 --auth-local=trust --pwfile=/tmp/password -E UTF8 --locale=C.UTF-8 --no-sync
  rm /tmp/password
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  # One that listens nowhere but on its socket makes the database: nobody may find the server before it is there.
  pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
  createdb -U "$POSTGRES_USER" "$POSTGRES_DB"
  pg_ctl -D "$PGDATA" -w stop
fi
exec postgres -D "$PGDATA" -c "listen_addresses=*"
`;

/** The sample's release on what init's Dockerfile has as its last stage, once for each version. */
async function application(folder: string): Promise<Image[]> {
  const base = [await rootArchive("runner"), releaseLayer()];
  return Object.entries(versions).map(([tag, difference]) => ({
    name: `${appImage}:${tag}`,
    layers: [...base, versionLayer(folder, tag, difference)],
    config: { Env: ["LANG=C.UTF-8"], User: "65534:65534", WorkingDir: "/app", Cmd: ["/app/bin/server"] },
  }));
}

/** The release as a layer, built by mix when the cache has none of these sources. */
function releaseLayer(): string {
  const sources = sampleApp();
  const hash = createHash("sha256").update(process.arch);
  for (const file of filesBelow(sources))
    hash.update(`\0${file}\0`).update(readFileSync(path.join(sources, file)));
  const cache = cacheDirectory("test-images");
  const layer = path.join(cache, `harbour-release-${hash.digest("hex").slice(0, 12)}.tar`);
  if (isCached(layer)) return layer;
  mkdirSync(cache, { recursive: true });
  const root = tempDirectory();
  execFileSync("cp", ["-rL", builtRelease().release, path.join(root, "app")]);
  layerOf(root, `${layer}.${process.pid}`);
  renameSync(`${layer}.${process.pid}`, layer);
  forgetOld(cache, "harbour-release-");
  return layer;
}

/** Only what a version has more than the first one, where the release has such files. */
function versionLayer(folder: string, tag: string, { variants = [], files = {} }: Difference): string {
  const root = path.join(folder, `harbour-${tag}-root`);
  const app = path.join(root, "app/lib/harbour-0.1.0");
  mkdirSync(app, { recursive: true });
  for (const variant of variants) addVariant(app, variant);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(app, file)), { recursive: true });
    writeFileSync(path.join(app, file), text);
  }
  const layer = path.join(folder, `harbour-${tag}.tar`);
  layerOf(root, layer);
  return layer;
}
