import { diagnostic } from "../../core/diagnostic.ts";
import { knownVersions } from "../../core/kubernetes-versions.ts";
import type { Rule } from "../rule.ts";

/** A version of Kubernetes whose fields are not known: objects are held against the nearest one that is. */
export const kubernetesVersion: Rule = ({ target: { minor, version } }) =>
  minor === version
    ? []
    : [
        diagnostic(
          "CR550",
          `the fields of Kubernetes ${minor} are not known: objects are checked against ${version}`,
          {
            help: `the versions known are ${knownVersions}`,
          },
        ),
      ];
