import { diagnostic } from "../../core/diagnostic.ts";
import type { JsonObject } from "../../core/json.ts";
import { foundByHook } from "../hook-life.ts";
import { listAt, nameOf, objectAt, type PhaseRule, placeOf, podSpec } from "../rule.ts";

/**
 * Hooks of pre-install whose ServiceAccount gets its rights only afterwards: the binding, or the role that it names, is a
 * normal object or a hook that runs later. Accounts and roles of others are taken as there.
 */
export const hookRights: PhaseRule = (context) => {
  const { manifests, phase } = context.rendered;
  if (phase !== "install") return [];
  return manifests.flatMap((hook) => {
    const pod = hook.hooks.includes("pre-install") ? podSpec(hook.object) : undefined;
    const account = pod?.serviceAccountName;
    if (typeof account !== "string") return [];
    const late = (wanted: string) => {
      const made = manifests.filter((one) => nameOf(one.object) === wanted);
      const found = made.length > 0 ? foundByHook(made, hook, "pre-install", manifests) : "unknown";
      return found === "not yet" || found === "later";
    };
    const bindings = manifests.filter(({ object }) => isBinding(object) && binds(object, account));
    const needed = bindings.flatMap(({ object }) => {
      const role = objectAt(object, "roleRef");
      return [nameOf(object), `${String(role.kind)}/${String(role.name)}`];
    });
    // A binding that is there in time may give it all it needs.
    const whole = bindings.some(({ object }) => {
      const role = objectAt(object, "roleRef");
      return !late(nameOf(object)) && !late(`${String(role.kind)}/${String(role.name)}`);
    });
    return whole
      ? []
      : [...new Set(needed)].filter(late).map((one) =>
          diagnostic(
            "CR547",
            `${nameOf(hook.object)}: ${one}, which gives it rights, does not exist yet at pre-install`,
            {
              place: placeOf(context, hook),
              help: `make ${one} a hook of pre-install at a lower weight, as its ServiceAccount is`,
            },
          ),
        );
  });
};

function isBinding({ kind }: JsonObject): boolean {
  return kind === "RoleBinding" || kind === "ClusterRoleBinding";
}

function binds(binding: JsonObject, account: string): boolean {
  return listAt(binding, "subjects").some((one) => one.kind === "ServiceAccount" && one.name === account);
}
