import path from "node:path";
import { writeWhole } from "../core/files.ts";
import { packageVersion } from "../core/package.ts";
import type { Commit } from "./commit.ts";
import type { Packaged } from "./package.ts";

/**
 * Writes beside an archive from what it was made: an in-toto statement with SLSA's provenance, version 1
 * (https://slsa.dev/spec/v1.0/provenance). It holds no time, so that it is as reproducible as the archive. It is not signed:
 * `cosign attest-blob --statement` or the CI's own attestation does that.
 */
export function writeStatement({ file, chart, sha256 }: Packaged, commit: Commit | undefined): string {
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: path.basename(file), digest: { sha256 } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "https://www.npmjs.com/package/chartroom/package/v1",
        externalParameters: { chart: commit?.path ?? chart.shown },
        internalParameters: {},
        resolvedDependencies: commit
          ? [{ uri: commit.uri, digest: { gitCommit: commit.id }, annotations: { clean: commit.clean } }]
          : [],
      },
      runDetails: {
        builder: { id: builder(), version: { chartroom: packageVersion() } },
        metadata: {},
      },
    },
  };
  const target = `${file}.intoto.json`;
  writeWhole(target, `${JSON.stringify(statement, null, 2)}\n`);
  return target;
}

/** Who builds: the workflow where CI says it, else a person's machine, of which nothing is told. */
function builder(): string {
  const { GITHUB_SERVER_URL, GITHUB_WORKFLOW_REF, CI_PROJECT_URL, CI_CONFIG_PATH } = process.env;
  if (GITHUB_SERVER_URL && GITHUB_WORKFLOW_REF) return `${GITHUB_SERVER_URL}/${GITHUB_WORKFLOW_REF}`;
  if (CI_PROJECT_URL) return `${CI_PROJECT_URL}/${CI_CONFIG_PATH ?? ".gitlab-ci.yml"}`;
  return "https://www.npmjs.com/package/chartroom";
}
