import { cpSync, mkdirSync } from "node:fs";
import path from "node:path";
import { tempDirectory } from "../harness.ts";
import type { Alone } from "./alone.ts";
import { ownChart } from "./own-chart.ts";
import { HELMFILE, tool } from "./repository.ts";

const SECRETS = ["secrets", "check"];
/** The first of those that stay closed, which names the others. */
const NO_KEY = ["CR150 config/production.secrets.yaml:1:1"];
const STAGING = "releases/reports-staging.secrets.yaml";

const FILES = [
  "config/production.secrets.yaml",
  "config/staging.secrets.yaml",
  "releases/reports-production.secrets.yaml",
  STAGING,
];
/** A public key whose private one was thrown away. */
const NOBODY = "age104jd0c7v22xmywraws826xyte3c787wrd2sca596auk9z56c2yls2ypjqf";

/** What is said of the secrets files and their keys. */
export const secretFaults: Readonly<Record<string, Alone>> = {
  CR151: {
    words: SECRETS,
    exit: 1,
    open: true,
    edits: [[STAGING, /lastmodified: "[^"]*"/, 'lastmodified: "2001-01-01T00:00:00Z"']],
    told: [`CR151 ${STAGING}:1:1`],
  },
  CR154: {
    words: SECRETS,
    exit: 1,
    files: { ".sops.yaml": "creation_rules:\n  - path_regex: '«CR154»('\n" },
    told: NO_KEY,
  },
  CR155: {
    words: SECRETS,
    exit: 0,
    edits: [[".sops.yaml", "path_regex: \\.secrets", "path_regex: config/.*\\.secrets"]],
    told: [
      ...NO_KEY,
      "CR155 releases/reports-production.secrets.yaml:1:1",
      "CR155 releases/reports-staging.secrets.yaml:1:1",
    ],
  },
  CR156: { words: SECRETS, exit: 1, files: { [STAGING]: "«CR156»token: plain\n" }, told: NO_KEY },
  CR157: {
    words: SECRETS,
    exit: 1,
    edits: [[STAGING, "token:", "other: plain\ntoken:"]],
    told: [...NO_KEY, `CR157 ${STAGING}:1:1`],
  },
  CR161: {
    words: ["check"],
    exit: 1,
    closed: true,
    files: {
      "releases/worker.yaml": "image:\n  name: «CR161»ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]\n",
    },
  },
  CR162: {
    words: ["check"],
    exit: 0,
    closed: true,
    files: {
      "helmfile.yaml.gotmpl": HELMFILE.replace(
        "      - releases/reports.yaml.gotmpl\n",
        "      - releases/reports.yaml.gotmpl\n      - releases/reports-more.yaml\n",
      ),
      "releases/reports-more.yaml": "maxRows: 100\n«CR162»password: hunter4\n",
      // Where the chart's schema says that it is a secret, it is CR209.
      "deploy/reports/values.schema.json": (ownChart("reports")["values.schema.json"] as string).replaceAll(
        ', "writeOnly": true',
        "",
      ),
    },
  },
  CR163: {
    words: ["check"],
    exit: 0,
    closed: true,
    told: ["CR241 config/staging.secrets.yaml:1:1"], // production's come later
    files: {
      "helmfile.yaml.gotmpl": HELMFILE.replace(
        "      - config/staging.secrets.yaml\n",
        "      - config/staging.secrets.yaml\n      - «CR163»config/production.secrets.yaml\n",
      ),
    },
  },
  CR152: {
    words: SECRETS,
    exit: 1,
    open: true,
    edits: [[STAGING, /lastmodified: "[^"]*"/, "lastmodified: yesterday"]],
    told: [`CR152 ${STAGING}:1:1`],
  },
  CR153: {
    words: SECRETS,
    exit: 0,
    open: true,
    // Somebody's key of the first day lies in the repository, where chartroom's own has it.
    prepare: (root, key) => {
      mkdirSync(path.join(root, "environments"));
      cpSync(key, path.join(root, "environments/demo-age-key.txt"));
      cpSync(path.join(root, STAGING), path.join(root, "environments/staging.secrets.yaml"));
      return undefined;
    },
    told: ["CR153 environments/staging.secrets.yaml:12:22"],
  },
  CR158: {
    words: SECRETS,
    exit: 0,
    prepare: async () => {
      const other = path.join(tempDirectory(), "key.txt");
      await tool("age-keygen", ["-o", other], "/");
      return { SOPS_AGE_KEY_FILE: other };
    },
    told: ["CR158 config/production.secrets.yaml:1:1"],
  },
  CR159: {
    words: SECRETS,
    exit: 1,
    open: true,
    edits: [[".sops.yaml", /age: \S+/, `age: ${NOBODY}`]],
    told: FILES.map((file) => `CR159 ${file}:${file.startsWith("config") ? 13 : 12}:22`),
  },
  CR160: {
    words: ["secrets", "rotate", "--yes"],
    exit: 1,
    open: true,
    edits: [[".sops.yaml", /age: (\S+)/, "age: $1,age1mistyped"]],
    told: FILES.map((file) => `CR160 ${file}:1:1`),
  },
  CR306: {
    words: ["check"],
    exit: 0,
    closed: true,
    files: {
      "helmfile.yaml.gotmpl": HELMFILE.replace("name: reports", "name: «CR306»reports"),
      // Of what type it is, only the key tells.
      "releases/reports.yaml.gotmpl":
        "password: {{ .Values.reports.database }}\nmaxRows: {{ .Values.reports.database }}\n",
    },
  },
};
