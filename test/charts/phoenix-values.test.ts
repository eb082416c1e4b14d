import { assert, suite } from "../harness.ts";
import { find, objects, scenarios, template } from "./helm.ts";

const test = suite("charts: phoenix values that do not fit together");

const key = "example-only-key";
const refused: readonly [string, readonly string[], RegExp][] = [
  ["image.repository", ["image.repository="], /image\.repository is empty/],
  ["image.tag", ["image.tag="], /image\.tag is empty/],
  ["host", ["host="], /host is empty/],
  ["secrets: both forms", ["secrets.databaseUrl.existingSecret=db"], /secrets\.databaseUrl has both/],
  ["secrets.secretKeyBase", ["secrets.secretKeyBase.value="], /secrets\.secretKeyBase is not given/],
  ["secrets.databaseUrl", ["secrets.databaseUrl.value="], /secrets\.databaseUrl is not given/],
  ["config: a secret", ["config.DATABASE_URL=ecto://a"], /config\.DATABASE_URL would lie open/],
  ["config: the chart's own", ["config.PORT=a"], /config\.PORT is made by the chart: use server\.port/],
  ["clustering without a cookie", ["clustering.strategy=dns"], /secrets\.releaseCookie is not given/],
  [
    "clustering: the server's port among those of the distribution",
    ["clustering.strategy=dns", "server.port=4379"],
    /distributionPort \(4370\) takes the ports up to 4379, and 4379 is server\.port/,
  ],
  [
    "clustering: epmd's port",
    ["clustering.strategy=dns", "clustering.distributionPort=4369"],
    /4369 is epmd's/,
  ],
  [
    "clustering: a node's name of one's own",
    ["clustering.strategy=dns", "extraEnv[0].name=RELEASE_NODE", "extraEnv[0].value=a@b"],
    /extraEnv has RELEASE_NODE/,
  ],
  [
    "clustering: a new pod never counts as there",
    ["clustering.strategy=dns", "clustering.minReadySeconds=300"],
    /minReadySeconds \(300\) is not less than rollout\.progressDeadlineSeconds \(300\)/,
  ],
  [
    "clustering: rights for every pod's account",
    ["clustering.strategy=kubernetes", "serviceAccount.create=false"],
    /serviceAccount is the namespace's `default`/,
  ],
  [
    "clustering: no way to the API server",
    ["clustering.strategy=kubernetes", "networkPolicy.egress.enabled=true"],
    /networkPolicy\.egress\.to is empty/,
  ],
  [
    "tls: h2c is without TLS",
    ["service.protocol=h2c", "tls.mode=reencrypt", "tls.secretName=a"],
    /service\.protocol is h2c, HTTP\/2 without TLS, but tls\.mode is reencrypt/,
  ],
  [
    "h2c through nginx",
    ["service.protocol=h2c", "ingress.enabled=true", "ingress.controller=nginx"],
    /ingress\.controller is nginx, which speaks no HTTP\/2/,
  ],
  [
    "tls at the pod behind an Ingress",
    ["tls.mode=pod", "tls.secretName=a", "ingress.enabled=true"],
    /tls\.mode is pod, .* but ingress is on/,
  ],
  ["tls without a certificate", ["tls.mode=reencrypt"], /the pods have no certificate/],
  [
    "tls: a certificate by nobody",
    ["tls.mode=reencrypt", "tls.certificate.enabled=true"],
    /tls\.certificate\.issuer\.name is empty/,
  ],
  ["tls: a certificate for nobody", ["tls.certificate.enabled=true"], /tls\.mode is edge/],
  [
    "tls: one port for both",
    ["tls.mode=pod", "tls.secretName=a", "tls.port=4000"],
    /tls\.port and server\.port are both 4000/,
  ],
  [
    "tls: one port of the Service for both",
    ["tls.mode=pod", "tls.secretName=a", "tls.servicePort=80"],
    /tls\.servicePort and service\.port are both 80/,
  ],
  [
    "tls: its port among those of the distribution",
    [
      "tls.mode=pod",
      "tls.secretName=a",
      "tls.port=4371",
      "clustering.strategy=dns",
      "secrets.releaseCookie.existingSecret=a",
    ],
    /4371 is tls\.port/,
  ],
  ["ingress: an issuer without HTTPS", ["ingress.tls.issuer.name=a"], /ingress\.tls\.enabled is false/],
  ["external-dns without an address", ["externalDns.enabled=true"], /nothing has an address/],
  [
    "external-dns: a target that nobody reads",
    [
      "externalDns.enabled=true",
      "externalDns.target[0]=a.b",
      "httpRoute.enabled=true",
      "httpRoute.parentRefs[0].name=public",
    ],
    /reads the target of a route from its Gateway/,
  ],
  [
    "mesh: TLS twice",
    ["mesh.kind=linkerd", "tls.mode=reencrypt", "tls.secretName=a"],
    /encrypts the same way/,
  ],
  [
    "mesh: a VirtualService without a Gateway",
    ["mesh.kind=istio", "mesh.istio.virtualService.enabled=true"],
    /virtualService\.gateways is empty/,
  ],
  [
    "mesh: a waypoint for sidecars",
    ["mesh.kind=istio", "mesh.istio.waypoint=a"],
    /mesh\.istio\.mode is sidecar/,
  ],
  [
    "mesh: a rule that nobody reads",
    ["mesh.kind=istio", "mesh.istio.mode=ambient", "mesh.istio.h2Upgrade=true"],
    /ambient without a waypoint/,
  ],
  [
    "mesh: HTTP/2 twice",
    ["mesh.kind=istio", "mesh.istio.h2Upgrade=true", "service.protocol=h2c"],
    /service\.protocol is h2c: the pods are spoken to/,
  ],
  ["schema: no such strategy", ["clustering.strategy=gossip"], /strategy/],
  [
    "hooks.migrate deadline",
    ["hooks.migrate.activeDeadlineSeconds=300"],
    /hooks\.migrate\.activeDeadlineSeconds \(300\) is not below/,
  ],
  [
    "hooks.seed deadline",
    ["hooks.helmTimeoutSeconds=240"],
    /hooks\.seed\.activeDeadlineSeconds \(240\) is not below/,
  ],
  [
    "hooks.plan literal without seed",
    ["hooks.plan=literal", "hooks.seed.enabled=false"],
    /hooks\.seed\.enabled is false/,
  ],
  [
    "hooks.seed.rerun without seed",
    ["hooks.seed.rerun=true", "hooks.seed.enabled=false"],
    /hooks\.seed\.rerun is true/,
  ],
  ["shutdown", ["shutdown.gracePeriodSeconds=10"], /shutdown\.gracePeriodSeconds \(10\) is not above/],
  ["rollout", ["rollout.maxSurge=0"], /rollout\.maxSurge and rollout\.maxUnavailable/],
  [
    "autoscaling range",
    ["autoscaling.enabled=true", "autoscaling.minReplicas=9"],
    /autoscaling\.minReplicas \(9\) is above/,
  ],
  [
    "autoscaling without a target",
    ["autoscaling.enabled=true", "autoscaling.targetCPUUtilizationPercentage=0"],
    /nothing to look at/,
  ],
  ["httpRoute.parentRefs", ["httpRoute.enabled=true"], /httpRoute\.parentRefs is empty/],
  ["qosClass", ["qosClass=Guaranteed"], /qosClass says Guaranteed, but resources give Burstable/],
  ["monitoring.metrics.prefix, for rules", ["monitoring.rules.enabled=true"], /metrics\.prefix is empty/],
  [
    "monitoring.metrics.prefix, for dashboards",
    ["monitoring.dashboards.kind=ConfigMap"],
    /metrics\.prefix is empty/,
  ],
  [
    "monitoring.metrics.port behind no Service",
    ["monitoring.monitor.kind=ServiceMonitor", "monitoring.metrics.port=9568"],
    /metrics\.port \(9568\) is not server\.port/,
  ],
  [
    "monitoring.metrics.port of clustering",
    [
      "monitoring.monitor.kind=PodMonitor",
      "monitoring.metrics.port=4372",
      "clustering.strategy=dns",
      "secrets.releaseCookie.value=cookie-of-the-example",
    ],
    /metrics\.port \(4372\) is one that clustering takes/,
  ],
  [
    "schema: a name that PromEx does not have",
    ["monitoring.metrics.names.beam_memory=vm_memory_total"],
    /beam_memory/,
  ],
  ["schema: no metric's name", ["monitoring.metrics.names.beam_stats_gc_count=a-b"], /beam_stats_gc_count/],
  ["schema: a share above 1", ["monitoring.rules.thresholds.errorRatio=5"], /errorRatio/],
  ["schema: a promise that leaves no budget", ["monitoring.rules.slo.availability=100"], /availability/],
  ["schema: unknown key", ["hots=a"], /hots/],
  ["schema: root", ["security.runAsUser=0"], /runAsUser/],
  ["schema: a drain that never ends", ["podDisruptionBudget.maxUnavailable=0"], /maxUnavailable/],
  ["schema: short key base", ["secrets.secretKeyBase.value=short"], /secretKeyBase/],
];

for (const [name, changes, message] of refused) {
  test(`${name} is refused by name`, async () => {
    const ran = await template("phoenix", "minimal", changes);
    assert.is(ran.code, 1);
    assert.match(ran.stderr, message);
    assert.not(ran.stderr.includes(key), "a secret is in the message");
  });
}

test("everything that is wrong is said at once", async () => {
  const ran = await template("phoenix", "minimal", ["host=", "qosClass=Guaranteed"]);
  assert.match(ran.stderr, /host is empty/);
  assert.match(ran.stderr, /qosClass says/);
});

test("an encrypted value passes the schema, so that a check needs no key", async () => {
  const ran = await template("phoenix", "minimal", [
    "secrets.secretKeyBase.value=ENC[AES256_GCM\\,data:x\\,type:str]",
  ]);
  assert.is(ran.code, 0, ran.stderr);
});

for (const scenario of scenarios("phoenix")) {
  test(`${scenario}: secrets lie in Secrets alone`, async () => {
    for (const object of await objects("phoenix", scenario)) {
      if (object.kind === "Secret") continue;
      assert.not.match(JSON.stringify(object), /example-only-key|ecto:\/\/|cookie-of-the-example/);
    }
  });
}

test("an existing Secret is read by its own key, and the chart makes none", async () => {
  const all = await objects("phoenix", "existing-secret");
  assert.equal(
    all.filter((object) => object.kind === "Secret"),
    [],
  );
  for (const name of ["Deployment/phoenix", "Job/phoenix-migrate", "Job/phoenix-seed"]) {
    assert.match(JSON.stringify(find(all, name)), /"secretKeyRef":\{"name":"app-db-app","key":"uri"\}/);
  }
});
