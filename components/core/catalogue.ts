/** A version that the product pins. */
export interface CatalogueEntry {
  /** The pinned version, exactly as it is asked for. */
  readonly version: string;
  /** Where its makers publish the version, and say what they support. */
  readonly source: string;
  /** SPDX expression of its licence: of a chart and of the program that it installs. */
  readonly licence: string;
  /** Last day of support by its makers, `YYYY-MM-DD`; left out where they name no day, but support a version until a later one is out. */
  readonly endOfLife?: string;
}

/**
 * Every version that the product pins, but the builds of EKS add-ons, which go by Kubernetes version and are in
 * `cluster/eks/add-on-versions.ts`. Nothing else in the tree names one. Renovate finds each by the comment above it (`renovate.json`).
 */
export const catalogue = {
  /** Kubernetes, as the control plane of the tests and the default of new clusters. */
  // renovate: datasource=github-releases depName=kubernetes/kubernetes
  kubernetes: {
    version: "1.36.3",
    source: "https://kubernetes.io/releases/",
    licence: "Apache-2.0",
    endOfLife: "2027-06-28",
  },
  /** Google's Online Boutique, all images of which carry one version. */
  // renovate: datasource=github-releases depName=GoogleCloudPlatform/microservices-demo
  onlineBoutique: {
    version: "v0.10.6",
    source: "https://github.com/GoogleCloudPlatform/microservices-demo/releases",
    licence: "Apache-2.0",
  },
  /** The cart's store, by the tag that Online Boutique publishes with: it moves by itself, so Renovate has nothing to do. */
  redis: {
    version: "alpine",
    source: "https://hub.docker.com/_/redis",
    licence: "AGPL-3.0-only OR SSPL-1.0 OR LicenseRef-RSALv2",
  },
  /** AWS's retail store sample, all services of which carry one version. */
  // renovate: datasource=github-releases depName=aws-containers/retail-store-sample-app extractVersion=^v(?<version>.*)$
  retailStore: {
    version: "1.6.2",
    source: "https://github.com/aws-containers/retail-store-sample-app/releases",
    licence: "MIT-0",
  },
  /** OpenTelemetry's demo, all images of its own of which carry one version. */
  // renovate: datasource=github-releases depName=open-telemetry/opentelemetry-demo
  astronomyShop: {
    version: "3.0.0",
    source: "https://github.com/open-telemetry/opentelemetry-demo/releases",
    licence: "Apache-2.0",
  },
  /** The shell of the load generator's start-up check. */
  // renovate: datasource=docker depName=busybox
  busybox: {
    version: "1.38.0@sha256:fd8d9aa63ba2f0982b5304e1ee8d3b90a210bc1ffb5314d980eb6962f1a9715d",
    source: "https://hub.docker.com/_/busybox",
    licence: "GPL-2.0-only",
  },
  /** The database of claims that are met in the cluster. */
  // renovate: datasource=docker depName=postgres
  postgres: {
    version: "18.6-trixie@sha256:4ef4dbc939d61acea57712655ddb4b4ab27419c913f94cca0cd57cb3ea3c2280",
    source: "https://hub.docker.com/_/postgres",
    licence: "PostgreSQL",
    endOfLife: "2030-11-14",
  },
  /** The Redis-compatible store of such claims. */
  // renovate: datasource=docker depName=valkey/valkey
  valkey: {
    version: "9.1.2-alpine@sha256:48332870af354a799964c0012ae1194a0bf2bf894eb508f945810596dc2d8d11",
    source: "https://hub.docker.com/r/valkey/valkey",
    licence: "BSD-3-Clause",
  },
  /** Their queue. */
  // renovate: datasource=docker depName=rabbitmq
  rabbitmq: {
    version: "4.3.6-management@sha256:cdf40d8cb363d145e377ed88d59696a42386ffe54b30125f10eb128b862eea95",
    source: "https://hub.docker.com/_/rabbitmq",
    licence: "MPL-2.0",
  },
  /** Their broker of topics. */
  // renovate: datasource=docker depName=apache/kafka
  kafka: {
    version: "4.3.1@sha256:77e3df9054047a88b520d0cc46e16696d3b22022e1d580aeccd2632df6532837",
    source: "https://hub.docker.com/r/apache/kafka",
    licence: "Apache-2.0",
  },
  /** Their S3-compatible store, under the Apache licence. */
  // renovate: datasource=docker depName=chrislusf/seaweedfs
  seaweedfs: {
    version: "4.48@sha256:4e61d15fd35994cb1e43e1e553dff106794841fd9a99ade2fc8c8bfce4d7872d",
    source: "https://hub.docker.com/r/chrislusf/seaweedfs",
    licence: "Apache-2.0",
  },
  /** The registry of claims that etcd meets. Its makers support the newest two minor versions. */
  // renovate: datasource=github-releases depName=etcd-io/etcd
  etcd: {
    version: "v3.7.3",
    source: "https://github.com/etcd-io/etcd/releases",
    licence: "Apache-2.0",
  },
  /** AWS's command line, which carries snapshots of etcd to a bucket. */
  // renovate: datasource=docker depName=public.ecr.aws/aws-cli/aws-cli
  awsCli: {
    version: "2.36.7",
    source: "https://gallery.ecr.aws/aws-cli/aws-cli",
    licence: "Apache-2.0",
  },
  /**
   * Kong Gateway, the last open-source edition. Its makers name no day for it: 3.9.3 of 2026-06-17 mended its security, and 3.10 and later are
   * Enterprise alone.
   */
  // renovate: datasource=docker depName=kong
  kongGateway: {
    version: "3.9.3",
    source: "https://github.com/Kong/kong/blob/3.9.3/CHANGELOG.md",
    licence: "Apache-2.0",
  },
  /** The controller in each of its pods. New development goes to the Kong Operator; this is mended, last on 2026-08-07. */
  // renovate: datasource=docker depName=kong/kubernetes-ingress-controller
  kongIngressController: {
    version: "3.5.13",
    source: "https://github.com/Kong/kubernetes-ingress-controller/blob/v3.5.13/CHANGELOG.md",
    licence: "Apache-2.0",
  },
  /** The DNS cache of nodes. */
  // renovate: datasource=docker depName=registry.k8s.io/dns/k8s-dns-node-cache
  nodeLocalDns: {
    version: "1.26.8",
    source: "https://github.com/kubernetes/dns/releases",
    licence: "Apache-2.0",
  },
  /** The part of Velero that knows S3 and EBS: 1.14 is that of Velero 1.18, as its README says. */
  // renovate: datasource=docker depName=velero/velero-plugin-for-aws
  veleroPluginForAws: {
    version: "v1.14.2",
    source: "https://github.com/velero-io/velero-plugin-for-aws",
    licence: "Apache-2.0",
  },
  /** Elasticsearch, Kibana, Logstash and Filebeat, all of one version. */
  // renovate: datasource=docker depName=docker.elastic.co/elasticsearch/elasticsearch
  elasticStack: {
    version: "9.5.2",
    source: "https://www.elastic.co/support/eol",
    licence: "AGPL-3.0-only OR SSPL-1.0 OR Elastic-2.0",
  },
  /** The collector of OpenTelemetry, with all components of its contributors: of the version of the operator. */
  // renovate: datasource=docker depName=ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib
  openTelemetryCollector: {
    version: "0.158.0",
    source: "https://github.com/open-telemetry/opentelemetry-collector-releases/releases",
    licence: "Apache-2.0",
  },
  /** AWS's build of the collector, for X-Ray. */
  // renovate: datasource=docker depName=public.ecr.aws/aws-observability/aws-otel-collector
  awsOtelCollector: {
    version: "v0.49.0",
    source: "https://github.com/aws-observability/aws-otel-collector/releases",
    licence: "Apache-2.0",
  },
  /** Jaeger 2, and what deletes its old indices. */
  // renovate: datasource=docker depName=jaegertracing/jaeger
  jaeger: {
    version: "2.20.0",
    source: "https://www.jaegertracing.io/download/",
    licence: "Apache-2.0",
  },
  /** What Elasticsearch says of itself, for Prometheus. */
  // renovate: datasource=docker depName=quay.io/prometheuscommunity/elasticsearch-exporter
  elasticsearchExporter: {
    version: "v1.11.0",
    source: "https://github.com/prometheus-community/elasticsearch_exporter/releases",
    licence: "Apache-2.0",
  },
  /** The image of Cluster Autoscaler, which goes by the minor version of Kubernetes; its chart names an older one. */
  // renovate: datasource=docker depName=registry.k8s.io/autoscaling/cluster-autoscaler
  clusterAutoscaler: {
    version: "v1.36.1",
    source: "https://github.com/kubernetes/autoscaler/releases/tag/cluster-autoscaler-1.36.1",
    licence: "Apache-2.0",
  },
  /** The release of EKS' images of Amazon Linux 2023 for nodes that Karpenter starts. It has images for Kubernetes 1.30 to 1.36. */
  // renovate: datasource=github-releases depName=awslabs/amazon-eks-ami
  eksNodeImage: {
    version: "v20260714",
    source: "https://github.com/awslabs/amazon-eks-ami/releases",
    licence: "MIT-0",
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
  /**
   * Minor versions of Kubernetes that it is installed on without asking.
   *
   * `from`: the oldest that its makers name, in their documents or as `kubeVersion` of the chart; where they name none, 1.34, the oldest that
   * EKS has in standard support as of 2026-11.
   * `to`: the newest that its makers name, or 1.36 where they name none or an older one: the objects of every chart here were accepted by an API
   * server of 1.36.3, as of 2026-11-21 (`npm run charts -- DIR --validate`).
   */
  readonly kubernetes: {
    readonly from: string;
    readonly to: string;
    /** What its makers say, where it is not the same. */
    readonly named?: string;
  };
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
    kubernetes: { from: "1.25", to: "1.36", named: "1.25 and newer" },
    source: "https://github.com/argoproj/argo-helm/blob/argo-cd-10.1.1/charts/argo-cd/Chart.yaml",
  },
  // renovate: datasource=helm depName=argo-rollouts registryUrl=https://argoproj.github.io/argo-helm
  argoRollouts: {
    version: "2.41.0",
    chart: "argo-rollouts",
    repository: "https://argoproj.github.io/argo-helm",
    appVersion: "v1.9.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.34", to: "1.36", named: "none" },
    source: "https://github.com/argoproj/argo-helm/tree/argo-rollouts-2.41.0/charts/argo-rollouts",
  },
  // renovate: datasource=helm depName=aws-load-balancer-controller registryUrl=https://aws.github.io/eks-charts
  awsLoadBalancerController: {
    version: "3.5.0",
    chart: "aws-load-balancer-controller",
    repository: "https://aws.github.io/eks-charts",
    appVersion: "v3.5.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.22", to: "1.36", named: "1.22 and newer" },
    source: "https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/",
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
    kubernetes: { from: "1.34", to: "1.36", named: "the minor version of the program, 1.35" },
    source: "https://github.com/kubernetes/autoscaler/tree/master/cluster-autoscaler#releases",
  },
  // renovate: datasource=helm depName=consul registryUrl=https://helm.releases.hashicorp.com
  consul: {
    version: "2.0.3",
    chart: "consul",
    repository: "https://helm.releases.hashicorp.com",
    appVersion: "2.0.3",
    licence: "BUSL-1.1",
    kubernetes: { from: "1.30", to: "1.36", named: "1.30 to 1.34" },
    source: "https://developer.hashicorp.com/consul/docs/release-notes/consul-k8s/v2_0_x",
  },
  // renovate: datasource=helm depName=descheduler registryUrl=https://kubernetes-sigs.github.io/descheduler
  descheduler: {
    version: "0.36.0",
    chart: "descheduler",
    repository: "https://kubernetes-sigs.github.io/descheduler",
    appVersion: "0.36.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.34", to: "1.36" },
    source: "https://github.com/kubernetes-sigs/descheduler#compatibility-matrix",
  },
  // renovate: datasource=helm depName=eck-operator registryUrl=https://helm.elastic.co
  eckOperator: {
    version: "3.5.0",
    chart: "eck-operator",
    repository: "https://helm.elastic.co",
    appVersion: "3.5.0",
    licence: "Elastic-2.0",
    kubernetes: { from: "1.32", to: "1.36" },
    source: "https://github.com/elastic/cloud-on-k8s/releases/tag/v3.5.0",
  },
  // renovate: datasource=docker depName=docker.io/envoyproxy/gateway-helm
  envoyGateway: {
    version: "v1.9.0",
    chart: "gateway-helm",
    repository: "oci://docker.io/envoyproxy",
    appVersion: "v1.9.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.33", to: "1.36" },
    source: "https://gateway.envoyproxy.io/news/releases/matrix/",
    endOfLife: "2027-02-14",
  },
  // renovate: datasource=helm depName=external-dns registryUrl=https://kubernetes-sigs.github.io/external-dns
  externalDns: {
    version: "1.21.1",
    chart: "external-dns",
    repository: "https://kubernetes-sigs.github.io/external-dns",
    appVersion: "0.21.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.22", to: "1.36", named: "1.22 and newer" },
    source: "https://github.com/kubernetes-sigs/external-dns#kubernetes-version-compatibility",
  },
  // renovate: datasource=helm depName=external-secrets registryUrl=https://charts.external-secrets.io
  externalSecrets: {
    version: "2.9.0",
    chart: "external-secrets",
    repository: "https://charts.external-secrets.io",
    appVersion: "v2.9.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.34", to: "1.36", named: "1.36 alone is tested" },
    source: "https://external-secrets.io/latest/introduction/stability-support/",
  },
  // renovate: datasource=helm depName=fluent-bit registryUrl=https://fluent.github.io/helm-charts
  fluentBit: {
    version: "0.58.1",
    chart: "fluent-bit",
    repository: "https://fluent.github.io/helm-charts",
    appVersion: "5.1.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.34", to: "1.36", named: "none" },
    source: "https://github.com/fluent/helm-charts/tree/fluent-bit-0.58.1/charts/fluent-bit",
  },
  /**
   * The definitions of Istio. A minor version is supported until six weeks after the next but one, of which its makers give no date yet: 1.19 had 7.6 months,
   * 1.16 had 8.3. The end of life of 1.31, which is of 2026-08-24, is a date before all of these.
   */
  // renovate: datasource=docker depName=registry.istio.io/release/charts/base
  istioBase: {
    version: "1.31.1",
    chart: "base",
    repository: "oci://registry.istio.io/release/charts",
    appVersion: "1.31.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.32", to: "1.36", named: "1.32 and newer" },
    source: "https://istio.io/latest/docs/releases/supported-releases/",
    endOfLife: "2027-03-31",
  },
  // renovate: datasource=docker depName=registry.istio.io/release/charts/cni
  istioCni: {
    version: "1.31.1",
    chart: "cni",
    repository: "oci://registry.istio.io/release/charts",
    appVersion: "1.31.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.32", to: "1.36", named: "1.32 and newer" },
    source: "https://istio.io/latest/docs/releases/supported-releases/",
    endOfLife: "2027-03-31",
  },
  // renovate: datasource=docker depName=registry.istio.io/release/charts/ztunnel
  istioZtunnel: {
    version: "1.31.1",
    chart: "ztunnel",
    repository: "oci://registry.istio.io/release/charts",
    appVersion: "1.31.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.32", to: "1.36", named: "1.32 and newer" },
    source: "https://istio.io/latest/docs/releases/supported-releases/",
    endOfLife: "2027-03-31",
  },
  // renovate: datasource=docker depName=registry.istio.io/release/charts/istiod
  istiod: {
    version: "1.31.1",
    chart: "istiod",
    repository: "oci://registry.istio.io/release/charts",
    appVersion: "1.31.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.32", to: "1.36", named: "1.32 and newer" },
    source: "https://istio.io/latest/docs/releases/supported-releases/",
    endOfLife: "2027-03-31",
  },
  // renovate: datasource=docker depName=public.ecr.aws/karpenter/karpenter
  karpenter: {
    version: "1.14.1",
    chart: "karpenter",
    repository: "oci://public.ecr.aws/karpenter",
    appVersion: "1.14.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.30", to: "1.36" },
    source: "https://karpenter.sh/docs/upgrading/compatibility/",
  },
  // renovate: datasource=docker depName=public.ecr.aws/karpenter/karpenter-crd
  karpenterCrd: {
    version: "1.14.1",
    chart: "karpenter-crd",
    repository: "oci://public.ecr.aws/karpenter",
    appVersion: "1.14.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.30", to: "1.36" },
    source: "https://karpenter.sh/docs/upgrading/compatibility/",
  },
  // renovate: datasource=helm depName=keda registryUrl=https://kedacore.github.io/charts
  keda: {
    version: "2.20.2",
    chart: "keda",
    repository: "https://kedacore.github.io/charts",
    appVersion: "2.20.2",
    licence: "Apache-2.0",
    kubernetes: { from: "1.33", to: "1.36", named: "1.33 to 1.35" },
    source: "https://keda.sh/docs/2.20/operate/cluster/",
  },
  // renovate: datasource=helm depName=kong registryUrl=https://charts.konghq.com
  kong: {
    version: "3.4.1",
    chart: "kong",
    repository: "https://charts.konghq.com",
    appVersion: "3.9",
    licence: "Apache-2.0",
    kubernetes: { from: "1.31", to: "1.36", named: "1.31 to 1.35" },
    source: "https://github.com/Kong/charts/tree/kong-3.4.1/charts/kong",
  },
  // renovate: datasource=helm depName=kube-prometheus-stack registryUrl=https://prometheus-community.github.io/helm-charts
  kubePrometheusStack: {
    version: "88.5.3",
    chart: "kube-prometheus-stack",
    repository: "https://prometheus-community.github.io/helm-charts",
    appVersion: "v0.93.1",
    licence: "Apache-2.0 AND AGPL-3.0-only",
    kubernetes: { from: "1.25", to: "1.36", named: "1.25 and newer" },
    source:
      "https://github.com/prometheus-community/helm-charts/tree/kube-prometheus-stack-88.5.3/charts/kube-prometheus-stack",
  },
  // renovate: datasource=helm depName=kyverno registryUrl=https://kyverno.github.io/kyverno
  kyverno: {
    version: "3.9.0",
    chart: "kyverno",
    repository: "https://kyverno.github.io/kyverno",
    appVersion: "v1.19.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.33", to: "1.36", named: "1.33 to 1.35" },
    source: "https://kyverno.io/docs/installation/releases/",
  },
  // renovate: datasource=helm depName=linkerd2-cni registryUrl=https://helm.linkerd.io/edge
  linkerdCni: {
    version: "2026.8.3",
    chart: "linkerd2-cni",
    repository: "https://helm.linkerd.io/edge",
    appVersion: "edge-26.8.3",
    licence: "Apache-2.0",
    kubernetes: { from: "1.31", to: "1.36", named: "1.31 to 1.35" },
    source: "https://linkerd.io/2-edge/reference/k8s-versions/",
  },
  // renovate: datasource=helm depName=linkerd-control-plane registryUrl=https://helm.linkerd.io/edge
  linkerdControlPlane: {
    version: "2026.8.3",
    chart: "linkerd-control-plane",
    repository: "https://helm.linkerd.io/edge",
    appVersion: "edge-26.8.3",
    licence: "Apache-2.0",
    kubernetes: { from: "1.31", to: "1.36", named: "1.31 to 1.35" },
    source: "https://linkerd.io/2-edge/reference/k8s-versions/",
  },
  // renovate: datasource=helm depName=linkerd-crds registryUrl=https://helm.linkerd.io/edge
  linkerdCrds: {
    version: "2026.8.3",
    chart: "linkerd-crds",
    repository: "https://helm.linkerd.io/edge",
    appVersion: "edge-26.8.3",
    licence: "Apache-2.0",
    kubernetes: { from: "1.31", to: "1.36", named: "1.31 to 1.35" },
    source: "https://linkerd.io/2-edge/reference/k8s-versions/",
  },
  // renovate: datasource=helm depName=metrics-server registryUrl=https://kubernetes-sigs.github.io/metrics-server
  metricsServer: {
    version: "3.13.1",
    chart: "metrics-server",
    repository: "https://kubernetes-sigs.github.io/metrics-server",
    appVersion: "0.8.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.31", to: "1.36", named: "1.31 and newer" },
    source: "https://github.com/kubernetes-sigs/metrics-server#compatibility-matrix",
  },
  // renovate: datasource=docker depName=ghcr.io/nginx/charts/nginx-gateway-fabric
  nginxGatewayFabric: {
    version: "2.6.7",
    chart: "nginx-gateway-fabric",
    repository: "oci://ghcr.io/nginx/charts",
    appVersion: "2.6.7",
    licence: "Apache-2.0",
    kubernetes: { from: "1.31", to: "1.36", named: "1.31 and newer" },
    source: "https://github.com/nginx/nginx-gateway-fabric#technical-specifications",
  },
  // renovate: datasource=docker depName=ghcr.io/nginx/charts/nginx-ingress
  nginxIngressController: {
    version: "2.6.4",
    chart: "nginx-ingress",
    repository: "oci://ghcr.io/nginx/charts",
    appVersion: "5.5.4",
    licence: "Apache-2.0",
    kubernetes: { from: "1.29", to: "1.36" },
    source: "https://docs.nginx.com/nginx-ingress-controller/technical-specifications/",
  },
  // renovate: datasource=helm depName=opencost registryUrl=https://opencost.github.io/opencost-helm-chart
  opencost: {
    version: "2.5.17",
    chart: "opencost",
    repository: "https://opencost.github.io/opencost-helm-chart",
    appVersion: "1.120.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.34", to: "1.36", named: "none" },
    source: "https://github.com/opencost/opencost-helm-chart",
  },
  // renovate: datasource=helm depName=opentelemetry-operator registryUrl=https://open-telemetry.github.io/opentelemetry-helm-charts
  openTelemetryOperator: {
    version: "0.122.0",
    chart: "opentelemetry-operator",
    repository: "https://open-telemetry.github.io/opentelemetry-helm-charts",
    appVersion: "0.158.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.25", to: "1.36" },
    source:
      "https://github.com/open-telemetry/opentelemetry-operator/blob/v0.158.0/docs/getting-started/compatibility.md",
  },
  // renovate: datasource=helm depName=prometheus-adapter registryUrl=https://prometheus-community.github.io/helm-charts
  prometheusAdapter: {
    version: "5.3.0",
    chart: "prometheus-adapter",
    repository: "https://prometheus-community.github.io/helm-charts",
    appVersion: "v0.12.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.34", to: "1.36", named: "none" },
    source: "https://github.com/kubernetes-sigs/prometheus-adapter",
  },
  // renovate: datasource=helm depName=prometheus-blackbox-exporter registryUrl=https://prometheus-community.github.io/helm-charts
  prometheusBlackboxExporter: {
    version: "11.17.2",
    chart: "prometheus-blackbox-exporter",
    repository: "https://prometheus-community.github.io/helm-charts",
    appVersion: "v0.28.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.34", to: "1.36", named: "none" },
    source: "https://github.com/prometheus/blackbox_exporter",
  },
  // renovate: datasource=helm depName=prometheus-operator-crds registryUrl=https://prometheus-community.github.io/helm-charts
  prometheusOperatorCrds: {
    version: "31.0.1",
    chart: "prometheus-operator-crds",
    repository: "https://prometheus-community.github.io/helm-charts",
    appVersion: "v0.93.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.16", to: "1.36", named: "1.16 and newer" },
    source: "https://github.com/prometheus-community/helm-charts",
  },
  // renovate: datasource=helm depName=reloader registryUrl=https://stakater.github.io/stakater-charts
  reloader: {
    version: "2.2.16",
    chart: "reloader",
    repository: "https://stakater.github.io/stakater-charts",
    appVersion: "v1.4.21",
    licence: "Apache-2.0",
    kubernetes: { from: "1.19", to: "1.36", named: "1.19 and newer" },
    source: "https://github.com/stakater/Reloader",
  },
  // renovate: datasource=docker depName=ghcr.io/grafana-community/helm-charts/tempo
  tempo: {
    version: "2.2.4",
    chart: "tempo",
    repository: "oci://ghcr.io/grafana-community/helm-charts",
    appVersion: "2.10.8",
    licence: "Apache-2.0 AND AGPL-3.0-only",
    kubernetes: { from: "1.34", to: "1.36", named: "none" },
    source: "https://github.com/grafana-community/helm-charts/tree/main/charts/tempo",
  },
  // renovate: datasource=helm depName=traefik registryUrl=https://traefik.github.io/charts
  traefik: {
    version: "41.3.0",
    chart: "traefik",
    repository: "https://traefik.github.io/charts",
    appVersion: "v3.7.11",
    licence: "Apache-2.0 AND MIT",
    kubernetes: { from: "1.25", to: "1.36", named: "1.25 and newer" },
    source: "https://github.com/traefik/traefik-helm-chart/blob/v41.3.0/README.md",
  },
  // renovate: datasource=docker depName=quay.io/jetstack/charts/trust-manager
  trustManager: {
    version: "v0.24.0",
    chart: "trust-manager",
    repository: "oci://quay.io/jetstack/charts",
    appVersion: "v0.24.0",
    licence: "Apache-2.0",
    kubernetes: { from: "1.25", to: "1.36", named: "1.25 and newer" },
    source: "https://cert-manager.io/docs/trust/trust-manager/installation/",
  },
  // renovate: datasource=helm depName=velero registryUrl=https://vmware-tanzu.github.io/helm-charts
  velero: {
    version: "12.1.0",
    chart: "velero",
    repository: "https://vmware-tanzu.github.io/helm-charts",
    appVersion: "1.18.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.18", to: "1.36", named: "1.18 and newer" },
    source: "https://github.com/vmware-tanzu/velero#velero-compatibility-matrix",
  },
  // renovate: datasource=helm depName=vertical-pod-autoscaler registryUrl=https://kubernetes.github.io/autoscaler
  verticalPodAutoscaler: {
    version: "0.11.0",
    chart: "vertical-pod-autoscaler",
    repository: "https://kubernetes.github.io/autoscaler",
    appVersion: "1.7.1",
    licence: "Apache-2.0",
    kubernetes: { from: "1.28", to: "1.36", named: "1.28 and newer" },
    source: "https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/installation.md",
  },
} as const satisfies Record<string, ChartEntry>;

export type ChartName = keyof typeof charts;

/** Kubernetes objects that the product applies, out of files that their makers publish. */
export interface ManifestEntry extends CatalogueEntry {
  /** Address that the files are below, by their version. */
  readonly address: string;
  /** Paths of the files below the version. */
  readonly files: readonly string[];
  /** SPDX identifier of the licence. */
  readonly licence: string;
}

/** Every such set of files, by the name of what it brings. */
export const manifests = {
  /** Of the release that the chart of the same name installs. */
  // renovate: datasource=github-releases depName=kubernetes-sigs/aws-load-balancer-controller
  awsLoadBalancerControllerCrds: {
    version: "v3.5.0",
    address: "https://raw.githubusercontent.com/kubernetes-sigs/aws-load-balancer-controller",
    files: [
      "helm/aws-load-balancer-controller/crds/crds.yaml",
      "helm/aws-load-balancer-controller/crds/gateway-crds.yaml",
    ],
    licence: "Apache-2.0",
    source: "https://github.com/kubernetes-sigs/aws-load-balancer-controller/releases",
  },
  /** Of the release that the chart of Envoy Gateway installs. */
  // renovate: datasource=github-releases depName=envoyproxy/gateway
  envoyGatewayCrds: {
    version: "v1.9.0",
    address: "https://raw.githubusercontent.com/envoyproxy/gateway",
    files: [
      "backends",
      "backendtrafficpolicies",
      "clienttrafficpolicies",
      "envoyextensionpolicies",
      "envoypatchpolicies",
      "envoyproxies",
      "httproutefilters",
      "securitypolicies",
    ].map((name) => `charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io_${name}.yaml`),
    licence: "Apache-2.0",
    source: "https://github.com/envoyproxy/gateway/releases",
  },
  /** The standard channel, and the admission policy that keeps it. */
  // renovate: datasource=github-releases depName=kubernetes-sigs/gateway-api
  gatewayApi: {
    version: "v1.6.1",
    address: "https://raw.githubusercontent.com/kubernetes-sigs/gateway-api",
    files: [
      "backendtlspolicies",
      "gatewayclasses",
      "gateways",
      "grpcroutes",
      "httproutes",
      "listenersets",
      "referencegrants",
      "tcproutes",
      "tlsroutes",
      "udproutes",
      "vap_safeupgrades",
    ].map((name) => `config/crd/standard/gateway.networking.k8s.io_${name}.yaml`),
    licence: "Apache-2.0",
    source: "https://github.com/kubernetes-sigs/gateway-api/releases",
  },
} as const satisfies Record<string, ManifestEntry>;

export type ManifestName = keyof typeof manifests;
