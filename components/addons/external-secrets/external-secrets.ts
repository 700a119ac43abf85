import type * as pulumi from "@pulumi/pulumi";
import type { AddOnContext } from "../frame/add-on";
import { helmAddOn } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations, type Pods } from "../frame/pods";
import { checkStores } from "./check";
import { ownNamespace } from "./cluster-secret-store";
import type { ExternalSecretsSpec } from "./external-secrets-spec";
import { storeStatements } from "./permissions";
import { createStore } from "./store";

const parts = {
  operator: "external-secrets",
  webhook: "external-secrets-webhook",
  certController: "external-secrets-cert-controller",
} as const;

const image = "ghcr.io/external-secrets/external-secrets";
const metricsPort = 8080;
const webhookPort = 10250;

export const externalSecrets = helmAddOn<ExternalSecretsSpec>({
  id: "externalSecrets",
  name: parts.operator,
  summary: "Copies secrets out of AWS Secrets Manager and other stores into the cluster, and keeps them up to date",
  chart: "externalSecrets",
  namespace: { name: ownNamespace, podSecurity: "restricted" },
  crds: ["*.external-secrets.io", "*.generators.external-secrets.io"],
  after: ["prometheusOperatorCrds"],
  images: [
    { image, at: "image.repository" },
    { image, at: "webhook.image.repository" },
    { image, at: "certController.image.repository" },
  ],
  pods: (_, { highlyAvailable }) =>
    Object.values(parts).map((name) => ({
      name,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: name === parts.operator ? 50 : 20,
      memoryMib: name === parts.webhook ? 128 : 256,
      labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": parts.operator },
    })),
  traffic: () => [{ fromApiServer: [webhookPort], metrics: [metricsPort], to: "apis" }],
  owned: {
    ...decidedByPods(
      ...["", "webhook.", "certController."].flatMap((part) => [`${part}replicaCount`, `${part}podDisruptionBudget`]),
    ),
    leaderElect: "of several only one may write",
    installCRDs: "its custom resource definitions are always its own",
    "crds.annotations.helm\\.sh/resource-policy": "its custom resource definitions always stay when it goes",
    "serviceMonitor.enabled": "there are monitors where prometheusOperatorCrds is",
    "webhook.certManager.enabled": "its own controller always makes its certificate",
    "serviceAccount.name": "its cloud identity is that of this name",
  },
  identity: {
    serviceAccount: parts.operator,
    annotationsAt: "serviceAccount.annotations",
    statements: ({ eks, options }) => (eks === undefined ? undefined : storeStatements(options.stores ?? {}, eks)),
  },
  check: ({ stores = {} }, around) => checkStores(stores, around),
  values: ({ hasMonitors }, all) => {
    const [operator, webhook, certController] = [
      podsOf(all, parts.operator),
      podsOf(all, parts.webhook),
      podsOf(all, parts.certController),
    ];
    return {
      installCRDs: true,
      crds: { annotations: { "helm.sh/resource-policy": "keep" } },
      leaderElect: true,
      ...valuesOf(operator),
      livenessProbe: { enabled: true },
      readinessProbe: { enabled: true },
      serviceAccount: { create: true, name: parts.operator },
      webhook: { ...valuesOf(webhook), livenessProbe: { enabled: true } },
      certController: { ...valuesOf(certController), livenessProbe: { enabled: true } },
      // Otherwise the chart leaves monitors out where it cannot ask an API server, as in a preview.
      serviceMonitor: { enabled: hasMonitors, renderMode: "alwaysRender" },
    };
  },
  then: (context, release) => createStores(context, release),
});

function valuesOf(pods: Pods) {
  return {
    replicaCount: pods.replicas,
    resources: resourcesOf(pods),
    podDisruptionBudget: { enabled: isDoubled(pods), minAvailable: 1 },
    topologySpreadConstraints: spreadOf(pods),
    tolerations: systemTolerations,
  };
}

function createStores(context: AddOnContext<ExternalSecretsSpec>, release: pulumi.Resource): pulumi.Resource[] {
  return Object.entries(context.options.stores ?? {}).map(([name, store]) =>
    createStore(context, name, store, release),
  );
}
