import { beam } from "./beam.ts";
import { deploys } from "./deploys.ts";
import { ecto } from "./ecto.ts";
import { overview } from "./overview.ts";
import { phoenix } from "./phoenix.ts";

/** The dashboards by the names that `monitoring.dashboards.include` has, which are the names of their files too. */
export const dashboards = { overview, beam, ecto, phoenix, deploys };
