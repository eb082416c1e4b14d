import type { Alone } from "./alone.ts";
import { alone } from "./faults-alone.ts";
import { commandFaults } from "./faults-commands.ts";
import { migrationFaults } from "./faults-migrations.ts";
import { others } from "./faults-others.ts";
import { secretFaults } from "./faults-secrets.ts";
import { surroundings } from "./faults-surroundings.ts";
import { writtenFaults } from "./faults-written.ts";

/** All that stand alone, by their code. */
export const aloneFaults: Readonly<Record<string, Alone>> = {
  ...alone,
  ...others,
  ...secretFaults,
  ...surroundings,
  ...writtenFaults,
  ...migrationFaults,
  ...commandFaults,
};
