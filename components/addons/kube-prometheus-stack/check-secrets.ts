import { checkSecretName, type Problem } from "../../core";
import { alertmanagerReferences } from "./alertmanager-references";
import { checkSecretReference } from "./alertmanager/check-secret-reference";
import type { KubePrometheusStackSpec } from "./kube-prometheus-stack-spec";
import type { SecretKeyRef } from "./prometheus-spec";
import { grafanaAdminSecret } from "./stack-place";

type Reference = readonly [path: Problem["path"], reference: SecretKeyRef];
type Spec = Pick<KubePrometheusStackSpec, "alerting" | "dataSources" | "grafana" | "prometheus" | "secrets">;

/** What is wrong with the Secrets that are made. Paths are relative to all of them. */
export function checkSecrets(secrets: NonNullable<KubePrometheusStackSpec["secrets"]>): Problem[] {
  return Object.entries(secrets).flatMap(([name, values]) => [
    ...checkSecretName(name, [name]),
    ...(name === grafanaAdminSecret || /^(kube-prometheus-stack|prometheus-|alertmanager-)/.test(name)
      ? [
          {
            path: [name],
            message: "a Secret of this name is made by the add-on itself, or by the operator",
            found: name,
            allowed: `any but ${grafanaAdminSecret}, kube-prometheus-stack…, prometheus-… and alertmanager-…`,
            fix: "give it another name, such as monitoring-receivers",
          },
        ]
      : []),
    ...(Object.keys(values).length > 0
      ? []
      : [
          { path: [name], message: "the Secret has no value", found: "no key", fix: "add a key, or remove the Secret" },
        ]),
    ...Object.keys(values).flatMap((key) =>
      checkSecretReference({ secret: name, key }, [])
        .filter(({ path }) => path[0] === "key")
        .map((problem) => ({ ...problem, path: [name, key] })),
    ),
  ]);
}

/** References to Secrets that are made here, of which no key has that name: whatever is not made here may come from elsewhere. */
export function checkMadeReferences(spec: Spec): Problem[] {
  const { secrets = {} } = spec;
  return referencesOf(spec).flatMap(([path, { secret, key }]) => {
    const values = secrets[secret];
    if (values === undefined || Object.hasOwn(values, key)) return [];
    return [
      {
        path: [...path, "key"],
        message: `the Secret ${secret}, which is made here, has no such key`,
        found: key,
        allowed: Object.keys(values).join(", "),
        fix: "write one of these, or add it to secrets",
      },
    ];
  });
}

function referencesOf({ alerting, dataSources = [], grafana, prometheus }: Spec): Reference[] {
  const remote = (prometheus?.remoteWrite ?? []).flatMap((target, index): Reference[] => {
    if ("workspaceArn" in target) return [];
    const at = ["prometheus", "remoteWrite", index];
    const { basicAuth, bearerToken } = target;
    return [
      ...(basicAuth === undefined
        ? []
        : ([
            [[...at, "basicAuth", "username"], basicAuth.username],
            [[...at, "basicAuth", "password"], basicAuth.password],
          ] as const)),
      ...(bearerToken === undefined ? [] : [[[...at, "bearerToken"], bearerToken] as const]),
    ];
  });
  const sources = dataSources.flatMap(({ secureJsonData = {} }, index) =>
    Object.entries(secureJsonData).map(([field, reference]): Reference => [
      ["dataSources", index, "secureJsonData", field],
      reference,
    ]),
  );
  const oidc = grafana === false ? undefined : grafana?.oidc;
  return [
    ...remote,
    ...(alerting === undefined ? [] : alertmanagerReferences(alerting)),
    ...(oidc === undefined ? [] : [[["grafana", "oidc", "clientSecret"], oidc.clientSecret] as const]),
    ...sources,
  ];
}
