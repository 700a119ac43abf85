import { addOns, type AnyAddOn, type Pods } from "../../../components/addons";
import { charts, type ChartName } from "../../../components/core";
import { crdKinds } from "./crd-kinds";
import type { Definitions, Hook, SmallChart } from "./small-chart";

type Kept = Pick<Definitions, "kept" | "onlyIf">;

const inTemplates = (kinds: readonly string[], rest: Kept = {}): Definitions => ({
  kinds,
  place: "templates",
  ...rest,
});
const inFolder = (kinds: readonly string[]): Definitions => ({ kinds, place: "crds" });
const annotatedAt = (...annotationsAt: string[]): Kept => ({ kept: { annotationsAt } });

/** The kinds of Kyverno that are in the chart itself, and those of a chart within it, which has values of its own. */
const [ofKyverno, ofKyvernoApi] = [false, true].map((isInner) =>
  crdKinds.kyverno.filter((kind) => kind.includes(".policies.kyverno.io") === isInner),
);

/** Where the definitions of each chart are, and what keeps them: as rendering the real charts has shown. */
const definitions: Partial<Readonly<Record<ChartName, readonly Definitions[]>>> = {
  argoCd: [inTemplates(crdKinds.argoCd, { kept: { at: ["crds", "keep"], default: true } })],
  argoRollouts: [inTemplates(crdKinds.argoRollouts, { kept: { at: ["keepCRDs"], default: true } })],
  awsLoadBalancerController: [inFolder(crdKinds.awsLoadBalancerController)],
  certManager: [
    inTemplates(crdKinds.certManager, {
      onlyIf: { at: ["crds", "enabled"], default: false },
      kept: { at: ["crds", "keep"], default: true },
    }),
  ],
  consul: [inTemplates(crdKinds.consul)],
  eckOperator: [inTemplates(crdKinds.eckOperator, { onlyIf: { at: ["installCRDs"], default: true }, kept: "always" })],
  externalDns: [inFolder(crdKinds.externalDns)],
  externalSecrets: [inTemplates(crdKinds.externalSecrets, annotatedAt("crds", "annotations"))],
  istioBase: [inTemplates(crdKinds.istioBase, { kept: "always" })],
  karpenter: [inFolder(crdKinds.karpenterCrd)],
  karpenterCrd: [inTemplates(crdKinds.karpenterCrd, annotatedAt("additionalAnnotations"))],
  keda: [inTemplates(crdKinds.keda, annotatedAt("crds", "additionalAnnotations"))],
  kong: [inFolder(crdKinds.kong)],
  kyverno: [
    inTemplates(ofKyverno ?? [], annotatedAt("crds", "annotations")),
    inTemplates(ofKyvernoApi ?? [], annotatedAt("kyverno-api", "annotations")),
  ],
  linkerdCrds: [inTemplates(crdKinds.linkerdCrds)],
  nginxGatewayFabric: [inFolder(crdKinds.nginxGatewayFabric)],
  nginxIngressController: [inFolder(crdKinds.nginxIngressController)],
  openTelemetryOperator: [
    inTemplates(crdKinds.openTelemetryOperator, {
      onlyIf: { at: ["crds", "create"], default: true },
      ...annotatedAt("crds", "annotations"),
    }),
  ],
  prometheusOperatorCrds: [inTemplates(crdKinds.prometheusOperatorCrds, annotatedAt("crds", "annotations"))],
  traefik: [inFolder(crdKinds.traefik)],
  trustManager: [
    inTemplates(crdKinds.trustManager, {
      onlyIf: { at: ["crds", "enabled"], default: true },
      kept: { at: ["crds", "keep"], default: true },
    }),
  ],
  velero: [inFolder(crdKinds.velero)],
  verticalPodAutoscaler: [inFolder(crdKinds.verticalPodAutoscaler)],
};

/** The Jobs that the real charts have as hooks, by their real names: as rendering them has shown. */
const hooks: Partial<Readonly<Record<ChartName, readonly Hook[]>>> = {
  argoCd: [
    {
      name: "argo-cd-argocd-redis-secret-init",
      on: "pre-install,pre-upgrade",
      onlyIf: { at: ["redisSecretInit", "enabled"], default: true },
    },
  ],
  certManager: [
    {
      name: "cert-manager-startupapicheck",
      on: "post-install",
      onlyIf: { at: ["startupapicheck", "enabled"], default: true },
    },
  ],
  envoyGateway: [{ name: "envoy-gateway-gateway-helm-certgen", on: "pre-install,pre-upgrade" }],
  kyverno: [
    {
      name: "kyverno-migrate-resources",
      on: "post-upgrade",
      onlyIf: { at: ["crds", "migration", "enabled"], default: true },
    },
    { name: "kyverno-rm-webhooks", on: "pre-delete", onlyIf: { at: ["webhooksCleanup", "enabled"], default: true } },
    { name: "kyverno-scale-to-zero", on: "pre-delete", onlyIf: { at: ["webhooksCleanup", "enabled"], default: true } },
  ],
  nginxGatewayFabric: [
    {
      name: "nginx-gateway-fabric-cert-generator",
      on: "pre-install,pre-upgrade",
      onlyIf: { at: ["certGenerator", "enable"], default: true },
    },
  ],
  velero: [
    {
      name: "velero-upgrade-crds",
      on: "pre-install,pre-upgrade,pre-rollback",
      onlyIf: { at: ["upgradeCRDs"], default: true },
    },
  ],
};

/** The small chart that stands in for one of the catalogue. */
export function standInChart(name: ChartName, changes: Partial<SmallChart> = {}): SmallChart {
  const { chart, version, appVersion } = charts[name];
  return {
    name: chart,
    version,
    appVersion,
    hooks: hooks[name] ?? [],
    definitions: definitions[name] ?? [],
    pods: podsOf(name),
    ...changes,
  };
}

/** One for each entry of the catalogue. */
export function standInCharts(): SmallChart[] {
  return (Object.keys(charts) as ChartName[]).map((name) => standInChart(name));
}

/** The version after the one of the catalogue, by its last number. */
export function nextVersion(name: ChartName): string {
  return charts[name].version.replace(/\d+$/, (last) => String(Number(last) + 1));
}

/** The pods that its add-on says it has: those of the last chart of an add-on, as the ones before hold definitions alone. */
function podsOf(name: ChartName): readonly Pods[] {
  const addOn = Object.values<AnyAddOn>(addOns).find(({ charts: own }) => own.at(-1) === name);
  return (
    addOn?.pods({} as never, {
      target: "existing",
      isProduction: false,
      highlyAvailable: true,
      kubernetesVersion: undefined,
      autoMode: false,
      ipFamily: "ipv4",
      nodeGroups: undefined,
      capabilities: undefined,
      planned: new Map(),
    }) ?? []
  );
}
