import { randomBytes } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, tempDirectory } from "../harness.ts";
import type { Place } from "./place.ts";
import { screen } from "./screen.ts";

/** The editor of a test: what it writes comes by its environment, so that no password is in a file or in argv. */
const editor = `#!/bin/sh
exec perl -pi -e '
  s{ecto://[^:]*:[^@]*@}{ecto://$ENV{E2E_USER}:$ENV{E2E_PASSWORD}\\@};
  s{^(\\s+password:).*}{$1 $ENV{E2E_PASSWORD}} if $ENV{E2E_USER} eq "shop"' "$@"
`;

/** The role that the database's release makes. */
export const OWNER = "shop";

/** A password that nobody else on the machine has. */
export function newPassword(): string {
  return randomBytes(18).toString("hex");
}

/**
 * Gives the application another login in the environment's secrets, as a person does with `chartroom secrets edit`; of
 * the owner's the database's release gets the password too.
 */
export async function editLogin(place: Place, user: string, password: string): Promise<void> {
  const file = path.join(tempDirectory(), "editor");
  writeFileSync(file, editor);
  chmodSync(file, 0o755);
  const env = { EDITOR: file, VISUAL: file, E2E_USER: user, E2E_PASSWORD: password };
  const edited = await place.start(["secrets", "edit"], env).ended;
  assert.is(edited.code, 0, screen(edited));
  assert.not.match(screen(edited), password);
}
