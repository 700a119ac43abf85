import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { labels } from "../../core";
import type { AddOnContext } from "../frame/add-on";
import { anchorName } from "./identity";
import { linkerdNamespace, type LinkerdSpec } from "./linkerd-spec";

type PolicyArgs = k8s.admissionregistration.v1.ValidatingAdmissionPolicyArgs;
type BindingArgs = k8s.admissionregistration.v1.ValidatingAdmissionPolicyBindingArgs;

const name = "slipway-linkerd-trust-anchor";

/**
 * Keeps the issuer of the trust anchor to the namespace of Linkerd. It is one of the whole cluster, as only such a one reaches over namespaces: whoever
 * may ask for a certificate in any namespace could otherwise make itself an authority of the mesh.
 */
export function guardAnchor({ child, place }: AddOnContext<LinkerdSpec>): pulumi.Resource[] {
  const metadata = { name, labels: labels({ name: anchorName, partOf: "linkerd" }) };
  const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
    ...child<PolicyArgs>("anchor-guard", { metadata, spec: guardSpec() }, undefined, { dependsOn: [...place] }),
  );
  const binding = new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
    ...child<BindingArgs>(
      "anchor-guard-binding",
      { metadata, spec: { policyName: name, validationActions: ["Deny"] } },
      undefined,
      { dependsOn: [policy] },
    ),
  );
  return [policy, binding];
}

function guardSpec(): PolicyArgs["spec"] {
  return {
    failurePolicy: "Fail",
    matchConstraints: {
      resourceRules: [
        {
          apiGroups: ["cert-manager.io"],
          apiVersions: ["*"],
          operations: ["CREATE", "UPDATE"],
          resources: ["certificaterequests"],
        },
      ],
    },
    validations: [
      {
        expression: `object.metadata.namespace == '${linkerdNamespace}' || object.spec.issuerRef.name != '${anchorName}'`,
        message: `the issuer ${anchorName} signs identities of the mesh: only the namespace ${linkerdNamespace} may ask it`,
      },
    ],
  };
}
