import { checkManifests, checkRendered } from "../../scripts/check/check.ts";
import { readManifests } from "../../scripts/render/manifests.ts";
import type { Phase, RenderedRelease, Renderer } from "../../scripts/render/model.ts";
import { assert, suite } from "../harness.ts";
import { modelEnvironment, modelRelease } from "../models.ts";

const test = suite("check: rules that know of no phase");

const [web, api] = [modelRelease(), modelRelease({ name: "api", chart: "./api" })];
const environment = { ...modelEnvironment(web), releases: [web, api] };
const renderer = {
  renderPhases: () => assert.unreachable("nothing is rendered again"),
} as unknown as Renderer;

const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec:
  rules:
    - http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: api, port: { number: 80 } } } }] }
`;
const service = (port: number): string => `apiVersion: v1
kind: Service
metadata: { name: api }
spec: { selector: { app: api }, ports: [{ port: ${port} }] }
`;

/** What releases render to, as renderReleases gives it: what is the same in both phases is one list of objects. */
function rendered(
  releases: readonly (readonly [typeof web, Readonly<Record<Phase, string>>])[],
): RenderedRelease[] {
  return releases.flatMap(([release, texts]) => {
    const install = readManifests(texts.install);
    return (["install", "upgrade"] as const).map((phase) => ({
      release,
      phase,
      text: texts[phase],
      notes: "",
      manifests: texts[phase] === texts.install ? install : readManifests(texts[phase]),
    }));
  });
}

const both = (text: string) => ({ install: text, upgrade: text });

async function backends(renders: readonly RenderedRelease[]): Promise<number> {
  const found = await checkRendered(environment, renders, {}, renderer);
  assert.equal(
    found.map(({ code, message }) => `${code} ${message}`).sort(),
    checkManifests(environment, renders)
      .map(({ code, message }) => `${code} ${message}`)
      .sort(),
    "as if each rule had been asked in each phase",
  );
  return found.filter(({ code }) => code === "CR582").length;
}

test("say the same of both phases where all releases render to the same in both", async () => {
  assert.is(
    await backends(
      rendered([
        [web, both(INGRESS)],
        [api, both(service(80))],
      ]),
    ),
    0,
  );
  assert.is(
    await backends(
      rendered([
        [web, both(INGRESS)],
        [api, both(service(81))],
      ]),
    ),
    2,
  );
});

test("are asked in each phase where another release differs between them", async () => {
  const other = { install: service(80), upgrade: service(81) };
  assert.is(
    await backends(
      rendered([
        [web, both(INGRESS)],
        [api, other],
      ]),
    ),
    1,
  );
  assert.is(
    await backends(
      rendered([
        [api, other],
        [web, both(INGRESS)],
      ]),
    ),
    1,
  );
});

test("are asked in each phase where a release renders in one only", async () => {
  const renders = rendered([
    [web, both(INGRESS)],
    [api, both(service(81))],
  ]);
  assert.is(
    await backends(renders.filter(({ release, phase }) => release === web || phase === "upgrade")),
    1,
  );
});
