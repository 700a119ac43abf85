/** A version that the product pins. */
export interface CatalogueEntry {
  /** The pinned version, exactly as it is asked for. */
  readonly version: string;
  /** Where the version is published. */
  readonly source: string;
  /** Last day of support by its makers, `YYYY-MM-DD`; left out where none is published. */
  readonly endOfLife?: string;
}

/**
 * Every version that the product pins, but the builds of EKS add-ons, which go by Kubernetes version and are in
 * `cluster/eks/add-on-versions.ts`. Nothing else in the tree names one.
 */
export const catalogue = {
  /** Kubernetes, as the control plane of the tests and the default of new clusters. */
  // renovate: datasource=github-releases depName=kubernetes/kubernetes
  kubernetes: { version: "1.36.3", source: "https://kubernetes.io/releases/", endOfLife: "2027-06-28" },
  /** Google's Online Boutique, all images of which carry one version. */
  // renovate: datasource=github-releases depName=GoogleCloudPlatform/microservices-demo
  onlineBoutique: { version: "v0.10.6", source: "https://github.com/GoogleCloudPlatform/microservices-demo/releases" },
  /** The cart's store, the tag that Online Boutique publishes with. */
  redis: { version: "alpine", source: "https://hub.docker.com/_/redis" },
  /** AWS's retail store sample, all services of which carry one version. */
  // renovate: datasource=github-releases depName=aws-containers/retail-store-sample-app extractVersion=^v(?<version>.*)$
  retailStore: { version: "1.6.2", source: "https://github.com/aws-containers/retail-store-sample-app/releases" },
  /** OpenTelemetry's demo, all images of its own of which carry one version. */
  // renovate: datasource=github-releases depName=open-telemetry/opentelemetry-demo
  astronomyShop: { version: "3.0.0", source: "https://github.com/open-telemetry/opentelemetry-demo/releases" },
  /** The shell of the load generator's start-up check. */
  busybox: {
    version: "1.38.0@sha256:fd8d9aa63ba2f0982b5304e1ee8d3b90a210bc1ffb5314d980eb6962f1a9715d",
    source: "https://hub.docker.com/_/busybox",
  },
  /** The database of claims that are met in the cluster. */
  // renovate: datasource=docker depName=postgres
  postgres: {
    version: "18.6-trixie@sha256:4ef4dbc939d61acea57712655ddb4b4ab27419c913f94cca0cd57cb3ea3c2280",
    source: "https://hub.docker.com/_/postgres",
    endOfLife: "2030-11-14",
  },
  /** The Redis-compatible store of such claims. */
  // renovate: datasource=docker depName=valkey/valkey
  valkey: {
    version: "9.1.2-alpine@sha256:48332870af354a799964c0012ae1194a0bf2bf894eb508f945810596dc2d8d11",
    source: "https://hub.docker.com/r/valkey/valkey",
  },
  /** Their queue. */
  // renovate: datasource=docker depName=rabbitmq
  rabbitmq: {
    version: "4.3.6-management@sha256:cdf40d8cb363d145e377ed88d59696a42386ffe54b30125f10eb128b862eea95",
    source: "https://hub.docker.com/_/rabbitmq",
  },
  /** Their broker of topics. */
  // renovate: datasource=docker depName=apache/kafka
  kafka: {
    version: "4.3.1@sha256:77e3df9054047a88b520d0cc46e16696d3b22022e1d580aeccd2632df6532837",
    source: "https://hub.docker.com/r/apache/kafka",
  },
  /** Their S3-compatible store, under the Apache licence. */
  // renovate: datasource=docker depName=chrislusf/seaweedfs
  seaweedfs: {
    version: "4.48@sha256:4e61d15fd35994cb1e43e1e553dff106794841fd9a99ade2fc8c8bfce4d7872d",
    source: "https://hub.docker.com/r/chrislusf/seaweedfs",
  },
} as const satisfies Record<string, CatalogueEntry>;

/** A Helm chart that the product installs. */
export interface ChartEntry extends CatalogueEntry {
  /** Its name in its repository. */
  readonly chart: string;
  /** Address of the repository, `https://…` or `oci://…`, without the chart's name. */
  readonly repository: string;
  /** Version of the program that it installs. */
  readonly appVersion: string;
  /** SPDX identifier of the licence of program and chart. */
  readonly licence: string;
  /** Minor versions of Kubernetes that its makers name, or that it was tried with. */
  readonly kubernetes: { readonly from: string; readonly to: string };
}

/** Every chart that the product installs, by the name of what it brings. */
export const charts = {
  // renovate: datasource=helm depName=argo-cd registryUrl=https://argoproj.github.io/argo-helm
  argoCd: {
    version: "10.1.1",
    chart: "argo-cd",
    repository: "https://argoproj.github.io/argo-helm",
    appVersion: "v3.4.4",
    licence: "Apache-2.0",
    kubernetes: { from: "1.25", to: "1.36" },
    source: "https://github.com/argoproj/argo-helm",
  },
  // renovate: datasource=helm depName=argo-rollouts registryUrl=https://argoproj.github.io/argo-helm
  argoRollouts: {
    version: "2.41.0",
    chart: "argo-rollouts",
    repository: "https://argoproj.github.io/argo-helm",
    appVersion: "v1.9.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.25", to: "1.36" },
    source: "https://github.com/argoproj/argo-helm",
  },
  // renovate: datasource=helm depName=aws-load-balancer-controller registryUrl=https://aws.github.io/eks-charts
  awsLoadBalancerController: {
    version: "3.5.0",
    chart: "aws-load-balancer-controller",
    repository: "https://aws.github.io/eks-charts",
    appVersion: "v3.5.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.22", to: "1.36" },
    source: "https://github.com/aws/eks-charts",
  },
  // renovate: datasource=docker depName=quay.io/jetstack/charts/cert-manager
  certManager: {
    version: "v1.21.1",
    chart: "cert-manager",
    repository: "oci://quay.io/jetstack/charts",
    appVersion: "v1.21.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.33", to: "1.36" },
    source: "https://cert-manager.io/docs/releases/",
  },
  // renovate: datasource=helm depName=cluster-autoscaler registryUrl=https://kubernetes.github.io/autoscaler
  clusterAutoscaler: {
    version: "9.59.0",
    chart: "cluster-autoscaler",
    repository: "https://kubernetes.github.io/autoscaler",
    appVersion: "1.35.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.34", to: "1.36" },
    source: "https://github.com/kubernetes/autoscaler",
  },
  // renovate: datasource=helm depName=descheduler registryUrl=https://kubernetes-sigs.github.io/descheduler
  descheduler: {
    version: "0.36.0",
    chart: "descheduler",
    repository: "https://kubernetes-sigs.github.io/descheduler",
    appVersion: "0.36.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.34", to: "1.36" },
    source: "https://github.com/kubernetes-sigs/descheduler",
  },
  // renovate: datasource=helm depName=external-dns registryUrl=https://kubernetes-sigs.github.io/external-dns
  externalDns: {
    version: "1.21.1",
    chart: "external-dns",
    repository: "https://kubernetes-sigs.github.io/external-dns",
    appVersion: "0.21.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.25", to: "1.36" },
    source: "https://github.com/kubernetes-sigs/external-dns",
  },
  // renovate: datasource=helm depName=external-secrets registryUrl=https://charts.external-secrets.io
  externalSecrets: {
    version: "2.9.0",
    chart: "external-secrets",
    repository: "https://charts.external-secrets.io",
    appVersion: "v2.9.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.25", to: "1.36" },
    source: "https://external-secrets.io/latest/introduction/stability-support/",
  },
  // renovate: datasource=docker depName=docker.io/envoyproxy/gateway-crds-helm
  gatewayCrds: {
    version: "v1.9.0",
    chart: "gateway-crds-helm",
    repository: "oci://docker.io/envoyproxy",
    appVersion: "v1.6.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.33", to: "1.36" },
    source: "https://gateway.envoyproxy.io/news/releases/matrix/",
    endOfLife: "2027-02-14",
  },
  // renovate: datasource=docker depName=public.ecr.aws/karpenter/karpenter
  karpenter: {
    version: "1.14.1",
    chart: "karpenter",
    repository: "oci://public.ecr.aws/karpenter",
    appVersion: "1.14.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.29", to: "1.36" },
    source: "https://karpenter.sh/docs/upgrading/compatibility/",
  },
  // renovate: datasource=docker depName=public.ecr.aws/karpenter/karpenter-crd
  karpenterCrd: {
    version: "1.14.1",
    chart: "karpenter-crd",
    repository: "oci://public.ecr.aws/karpenter",
    appVersion: "1.14.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.29", to: "1.36" },
    source: "https://karpenter.sh/docs/upgrading/compatibility/",
  },
  // renovate: datasource=helm depName=keda registryUrl=https://kedacore.github.io/charts
  keda: {
    version: "2.20.2",
    chart: "keda",
    repository: "https://kedacore.github.io/charts",
    appVersion: "2.20.2",
    licence: "Apache-2.0",
    kubernetes: { from: "1.33", to: "1.36" },
    source: "https://github.com/kedacore/charts",
  },
  // renovate: datasource=helm depName=kyverno registryUrl=https://kyverno.github.io/kyverno
  kyverno: {
    version: "3.9.0",
    chart: "kyverno",
    repository: "https://kyverno.github.io/kyverno",
    appVersion: "v1.19.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.33", to: "1.36" },
    source: "https://kyverno.io/docs/installation/",
  },
  // renovate: datasource=helm depName=metrics-server registryUrl=https://kubernetes-sigs.github.io/metrics-server
  metricsServer: {
    version: "3.13.1",
    chart: "metrics-server",
    repository: "https://kubernetes-sigs.github.io/metrics-server",
    appVersion: "0.8.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.31", to: "1.36" },
    source: "https://github.com/kubernetes-sigs/metrics-server",
  },
  // renovate: datasource=helm depName=opencost registryUrl=https://opencost.github.io/opencost-helm-chart
  opencost: {
    version: "2.5.17",
    chart: "opencost",
    repository: "https://opencost.github.io/opencost-helm-chart",
    appVersion: "1.120.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.25", to: "1.36" },
    source: "https://github.com/opencost/opencost-helm-chart",
  },
  // renovate: datasource=helm depName=prometheus-operator-crds registryUrl=https://prometheus-community.github.io/helm-charts
  prometheusOperatorCrds: {
    version: "31.0.1",
    chart: "prometheus-operator-crds",
    repository: "https://prometheus-community.github.io/helm-charts",
    appVersion: "v0.93.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.25", to: "1.36" },
    source: "https://github.com/prometheus-community/helm-charts",
  },
  // renovate: datasource=helm depName=reloader registryUrl=https://stakater.github.io/stakater-charts
  reloader: {
    version: "2.2.16",
    chart: "reloader",
    repository: "https://stakater.github.io/stakater-charts",
    appVersion: "v1.4.21",
    licence: "Apache-2.0",
    kubernetes: { from: "1.25", to: "1.36" },
    source: "https://github.com/stakater/Reloader",
  },
  // renovate: datasource=helm depName=velero registryUrl=https://vmware-tanzu.github.io/helm-charts
  velero: {
    version: "12.1.0",
    chart: "velero",
    repository: "https://vmware-tanzu.github.io/helm-charts",
    appVersion: "1.18.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.25", to: "1.36" },
    source: "https://github.com/vmware-tanzu/helm-charts",
  },
} as const satisfies Record<string, ChartEntry>;

export type ChartName = keyof typeof charts;
