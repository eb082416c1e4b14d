import { randomBytes } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tempDirectory } from "../harness.ts";
import type { CliResult } from "../rig.ts";
import type { Place } from "./place.ts";

/** The editor of a test: what it writes comes by its environment, so that no password is in a file or in argv. */
const editor = `#!/bin/sh
exec perl -pi -e 's{(ecto://shop:)[^@]*@}{$1$ENV{E2E_PASSWORD}\\@}; s{^(\\s+password:).*}{$1 $ENV{E2E_PASSWORD}}' "$@"
`;

/** A password that nobody else on the machine has. */
export function newPassword(): string {
  return randomBytes(18).toString("hex");
}

/** Gives the database another password in the environment's secrets, for the database's release and the application's. */
export function editPassword(place: Place, password: string): Promise<CliResult> {
  const file = path.join(tempDirectory(), "editor");
  writeFileSync(file, editor);
  chmodSync(file, 0o755);
  const env = { EDITOR: file, VISUAL: file, E2E_PASSWORD: password };
  return place.start(["secrets", "edit"], env).ended;
}
