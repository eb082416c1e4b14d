import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { tempDirectory } from "../harness.ts";

/** Folders of a user who has nothing yet, and the variables that lead there. */
export interface Place {
  readonly bin: string;
  readonly cache: string;
  readonly modules: string;
  readonly log: string;
  readonly env: NodeJS.ProcessEnv;
}

/** An empty user: a PATH with nothing but `bin` and what a shell script needs, no mise, no Helm plugins. */
export function emptyPlace(): Place {
  const root = tempDirectory();
  const [bin, cache, modules, home] = ["bin", "cache", "modules", "home"].map((name) =>
    path.join(root, name),
  ) as [string, string, string, string];
  for (const folder of [bin, cache, modules, home]) mkdirSync(folder);
  const log = path.join(root, "go.log");
  writeFileSync(log, "");
  const env = {
    PATH: [bin, path.dirname(process.execPath), "/usr/bin", "/bin"].join(path.delimiter),
    HOME: home,
    CHARTROOM_CACHE: cache,
    CHARTROOM_TOOLS: undefined,
    CHARTROOM_MODULES: modules,
    XDG_DATA_HOME: undefined,
    HELM_PLUGINS: undefined,
    HELM_DATA_HOME: undefined,
    FAKE_GO_LOG: log,
  };
  return { bin, cache, modules, log, env };
}

/** Writes an executable shell script. */
export function script(file: string, body: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A module's folder as far as chartroom reads it. */
export function fakeModule(place: Place, name: string, go = "1.20"): void {
  mkdirSync(path.join(place.modules, name), { recursive: true });
  writeFileSync(path.join(place.modules, name, "go.mod"), `module chartroom.dev/tools/${name}\n\ngo ${go}\n`);
  writeFileSync(path.join(place.modules, name, "go.sum"), "");
}

/**
 * A `go` that writes down each build and "compiles" a script that says a version. `body` runs before it writes, with
 * the output's path in $out.
 */
export function fakeGo(place: Place, { body = "", says = "v1.3.2", version = "1.26.8" } = {}): void {
  script(
    path.join(place.bin, "go"),
    `if [ "$1" = version ]; then echo "go version go${version} linux/amd64"; exit 0; fi
out=""
while [ $# -gt 0 ]; do [ "$1" = -o ] && out="$2"; shift; done
echo "$GOFLAGS $GOTOOLCHAIN $CGO_ENABLED $out" >> "$FAKE_GO_LOG"
${body}
printf '#!/bin/sh\\necho ${says}\\n' > "$out"; chmod +x "$out"`,
  );
}
