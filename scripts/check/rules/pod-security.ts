import { diagnostic } from "../../core/diagnostic.ts";
import type { JsonObject } from "../../core/json.ts";
import { podTemplates } from "../pods.ts";
import { containersOf, listAt, nameOf, objectAt, placeOfPath, podPath, type Rule } from "../rule.ts";

// kubernetes.io/docs/concepts/security/pod-security-standards: the profile "restricted", which holds "baseline".
const VOLUMES = new Set(
  "configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret".split(" "),
);
const SECCOMP = new Set<unknown>(["RuntimeDefault", "Localhost"]);

/** Pods that a namespace with the restricted Pod Security Standard refuses. */
export const podSecurity: Rule = (context) =>
  podTemplates(context.rendered.manifests).flatMap(({ manifest, spec }) => {
    const faults = [...podFaults(spec), ...containersOf(spec).flatMap((one) => containerFaults(one, spec))];
    if (faults.length === 0) return [];
    return [
      diagnostic("CR544", `${nameOf(manifest.object)}: refused under the restricted Pod Security Standard`, {
        ...placeOfPath(context, manifest, podPath(manifest.object)),
        note: [...new Set(faults)].join("\n"),
      }),
    ];
  });

function podFaults(spec: JsonObject): string[] {
  const host = ["hostNetwork", "hostPID", "hostIPC"].filter((key) => spec[key] === true);
  const volumes = listAt(spec, "volumes").flatMap((volume) =>
    Object.keys(volume)
      .filter((key) => key !== "name" && !VOLUMES.has(key))
      .map((key) => `volume \`${String(volume.name)}\` is a \`${key}\``),
  );
  return [...host.map((key) => `\`${key}\` is on`), ...volumes];
}

function containerFaults(container: JsonObject, pod: JsonObject): string[] {
  const own = objectAt(container, "securityContext");
  const whole = objectAt(pod, "securityContext");
  const capabilities = objectAt(own, "capabilities");
  const list = (key: string): unknown[] => (Array.isArray(capabilities[key]) ? capabilities[key] : []);
  const seccomp = objectAt(own, "seccompProfile").type ?? objectAt(whole, "seccompProfile").type;
  const wrong: [boolean, string][] = [
    [own.privileged === true, "`privileged` is on"],
    [own.allowPrivilegeEscalation !== false, "`allowPrivilegeEscalation: false` is missing"],
    [!list("drop").includes("ALL"), "`capabilities.drop: [ALL]` is missing"],
    [list("add").some((one) => one !== "NET_BIND_SERVICE"), "it adds capabilities"],
    [(own.runAsNonRoot ?? whole.runAsNonRoot) !== true, "`runAsNonRoot: true` is missing"],
    [(own.runAsUser ?? whole.runAsUser) === 0, "it runs as user 0"],
    [!SECCOMP.has(seccomp), "`seccompProfile.type: RuntimeDefault` is missing"],
    [
      listAt(container, "ports").some((port) => typeof port.hostPort === "number" && port.hostPort !== 0),
      "it takes a port of the node",
    ],
  ];
  return wrong.filter(([is]) => is).map(([, text]) => `container \`${String(container.name)}\`: ${text}`);
}
