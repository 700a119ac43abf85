import type { RenderedObject } from "../../core";
import type { PlannedRoute } from "../planned-route";
import { nextUpstream } from "./next-upstream";

/**
 * Directives of NGINX for what NGINX Gateway Fabric has no fields for: lists of addresses, and tries at the next pod. They are made of checked
 * addresses, numbers and words alone; what else somebody would write into such a filter the cluster refuses (`snippetsGuard`).
 */
export function snippetsFilter(route: PlannedRoute): RenderedObject[] {
  const lines = [...addressLines(route), ...retryLines(route)];
  if (lines.length === 0) return [];
  const snippets = [{ context: "http.server.location", value: lines.join("\n") }];
  return [
    {
      suffix: "",
      apiVersion: "gateway.nginx.org/v1alpha1",
      kind: "SnippetsFilter",
      name: route.name,
      fields: { spec: { snippets } },
    },
  ];
}

/** The first line that fits decides. */
function addressLines({ policy: { addresses } }: PlannedRoute): string[] {
  const { allow, deny = [] } = addresses ?? {};
  return [
    ...deny.map((cidr) => `deny ${cidr};`),
    ...(allow === undefined ? [] : [...allow.map((cidr) => `allow ${cidr};`), "deny all;"]),
  ];
}

function retryLines({ protocol, policy: { retries } }: PlannedRoute): string[] {
  if (retries === undefined) return [];
  const directive = `${protocol === "grpc" ? "grpc" : "proxy"}_next_upstream`;
  const { conditions, tries } = nextUpstream(retries);
  return [`${directive} ${conditions.join(" ")};`, `${directive}_tries ${tries};`];
}

/** One line of what the filters of routes consist of. */
export const snippetLine =
  "(deny|allow) [0-9a-f.:]+(/[0-9]+)?;|deny all;|(proxy|grpc)_next_upstream( [a-z0-9_]+)+;|(proxy|grpc)_next_upstream_tries [0-9]+;";

/**
 * Lets nobody write other directives of NGINX than those: whoever may would read the certificates of the gateway. It is for the whole
 * cluster, and needs Kubernetes 1.30.
 */
export function snippetsGuard(gateway: string): RenderedObject[] {
  const name = `${gateway}-snippets`;
  const apiVersion = "admissionregistration.k8s.io/v1";
  return [
    {
      suffix: "snippets",
      apiVersion,
      kind: "ValidatingAdmissionPolicy",
      name,
      clusterWide: true,
      fields: {
        spec: {
          failurePolicy: "Fail",
          matchConstraints: {
            resourceRules: [
              {
                apiGroups: ["gateway.nginx.org"],
                apiVersions: ["*"],
                operations: ["CREATE", "UPDATE"],
                resources: ["snippetsfilters", "snippetspolicies"],
              },
            ],
          },
          validations: [
            {
              expression: `has(object.spec.snippets) && object.spec.snippets.all(one, one.context == 'http.server.location' && one.value.matches('^((${snippetLine})(\\n|$))+$'))`,
              message: "only lists of addresses and tries at the next pod may be written as directives of NGINX",
            },
          ],
        },
      },
    },
    {
      suffix: "snippets",
      apiVersion,
      kind: "ValidatingAdmissionPolicyBinding",
      name,
      clusterWide: true,
      fields: { spec: { policyName: name, validationActions: ["Deny"] } },
    },
  ];
}
