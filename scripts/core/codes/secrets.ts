import type { CodeRow } from "./row.ts";

/** CR15x: secrets files. */
export const secretsCodes = {
  CR150: {
    severity: "info",
    title: "no key for the secrets",
    docs: "No key on this machine opens the secrets file. The check goes on with the types that sops leaves readable; an apply needs the values. sops looks at SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, SOPS_AGE_KEY_CMD, its default key file, and the cloud key services named in the file.",
  },
  CR151: {
    severity: "error",
    title: "secrets file was changed outside sops",
    docs: "A value or the checksum (MAC) over all values does not fit: somebody edited the file by hand, or a merge mixed two versions. Nothing in the file can be trusted. Take the last good version from git, then make the change with `sops edit`.",
  },
  CR152: {
    severity: "error",
    title: "secrets file cannot be decrypted",
    docs: "sops refused the file for another reason than its keys or its checksum, for instance because its `sops` block is damaged. Its own words may hold values, so they are not repeated; run `sops decrypt FILE` to read them.",
  },
  CR153: {
    severity: "error",
    title: "demo key outside `local`",
    docs: "The demo age key is in the repository, so everybody can open what it encrypts. It is meant for the environment `local` alone: run `chartroom secrets init`, then change the secrets, since the old values are known.",
  },
} as const satisfies Record<string, CodeRow>;
