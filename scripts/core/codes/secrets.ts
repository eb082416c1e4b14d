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
  CR154: {
    severity: "error",
    title: ".sops.yaml cannot be read",
    docs: "The file that says who may open which secrets is not YAML, or one of its path_regex is no regular expression. sops would refuse to create or change any secrets file. Nothing can be compared with it until it is mended.",
  },
  CR155: {
    severity: "warning",
    title: "no rule for a secrets file",
    docs: "No creation rule of .sops.yaml has a path_regex that fits this file, so nothing says who should be able to open it: `secrets rotate` and `sops updatekeys` refuse it. sops takes the first rule that fits, and compares with the path from the folder of .sops.yaml, without a leading `./`.",
  },
  CR156: {
    severity: "error",
    title: "secrets file is not encrypted",
    docs: "The file is named as a secrets file, or a rule of .sops.yaml is for it, but it has no `sops` block: its values stand in plain text, or their key is lost. If it was ever committed the values are known to everybody who can read the history: encrypt it (`sops encrypt --in-place FILE`), then change the values.",
  },
  CR157: {
    severity: "error",
    title: "plain value in a secrets file",
    docs: "The file is encrypted, but this value is not: somebody added it with an ordinary editor. Take the line out and add the value with `chartroom -e ENV secrets edit`. If it was committed, change the secret too. The line is not shown, since it holds the value.",
  },
  CR158: {
    severity: "info",
    title: "another key is needed",
    docs: "There is a key on this machine, but it is not one of those that the secrets file is encrypted for. Name another one (SOPS_AGE_KEY_FILE), or have a person who can open the file add your public key to .sops.yaml and run `chartroom secrets rotate`. Until then its values are checked by type only.",
  },
  CR159: {
    severity: "error",
    title: "recipients are not those of .sops.yaml",
    docs: "Who can open a file is written in the file itself; .sops.yaml only says who should. The two differ: somebody who was removed can still open it, or somebody who was added cannot. `chartroom secrets rotate` encrypts the file again for exactly the recipients of its rule, with a new data key.",
  },
  CR160: {
    severity: "error",
    title: "secrets file was not replaced",
    docs: "What an edit or a rotation made was not put in the file's place: it did not decrypt, was no map of values, brought errors that the environment did not have before, or the file was changed by somebody else in the meantime. The file is as it was; in the last two cases yours lies beside it as `FILE.new`, encrypted.",
  },
  CR161: {
    severity: "error",
    title: "encrypted text in a plain file",
    docs: "The value is text that sops wrote (`ENC[...]`), but the file has no `sops` block, so nothing decrypts it: Helm would get the encrypted text itself as the value. It was copied out of a secrets file, or the file lost its `sops` block in a merge. Put the value into a secrets file with `chartroom -e ENV secrets edit`, or take the block back from the history.",
  },
  CR162: {
    severity: "warning",
    title: "a plain value in place of a secret",
    docs: "A secrets file sets this key encrypted, or a template makes it of an encrypted value, and a later layer sets it again in plain text: the plain value wins, and the secret is used nowhere. Most often a value was written into the wrong file; move it into the secrets file, and change it if it was ever committed. The line is not shown, since it holds the value.",
  },
  CR163: {
    severity: "warning",
    title: "secrets of another environment",
    docs: "A secrets file whose path names one environment is a layer of another one: staging would run with production's passwords, say. Where two environments are meant to share a secret, keep it in a file that neither is named by, such as `environments/_base/secrets.yaml`.",
  },
} as const satisfies Record<string, CodeRow>;
