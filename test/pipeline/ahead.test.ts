import path from "node:path";
import { cacheKey } from "../../scripts/core/cache-key.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, repositoryOf } from "../rig.ts";

const test = suite("pipeline: an environment is rendered while others are read");

if (cacheKey() === undefined) test.cannotRun("all", "there is no memory file system for the key");
else
  test("helmfile waits in one environment until the releases of another are rendered", async () => {
    const cache = tempDirectory();
    const rendered = path.join(cache, "renders");
    const wait = `i=0; until test -d ${rendered}; do i=$((i+1)); test $i -lt 300 || exit 1; sleep 0.1; done`;
    const root = repositoryOf({
      "helmfile.yaml.gotmpl": `environments:
  local: {}
  staging: {}
---
{{ if eq .Environment.Name "staging" }}# {{ exec "sh" (list "-c" "${wait}") }}{{ end }}
releases:
  - name: web
    chart: ./chart
`,
      "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
      "chart/values.yaml": "port: 80\n",
      "chart/templates/config.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  port: {{ .Values.port | quote }}\n",
    });
    const ran = await chartroom(["check"], { cwd: root, env: { CHARTROOM_CACHE: cache } });
    assert.is(ran.code, 0, ran.stdout + ran.stderr);
    for (const name of ["local", "staging"]) assert.match(ran.stderr, new RegExp(`^checked ${name} `, "m"));
  });
