/** A project, image or repository that its makers have given up, and what has taken its place. */
export interface RetiredProject {
  /** As people know it: a singular. */
  readonly name: string;
  /** When it ended: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, as far as its makers say; left out where there is no date. */
  readonly since?: string;
  /** What that means for whoever installs it, to be read after "… is retired: ". */
  readonly because: string;
  /** What to do instead, to be read after "remove it; ". Names add-ons of ours by their keys where there is one. */
  readonly instead: string;
  /** Keys of add-ons of ours that `instead` names. */
  readonly addOns?: readonly string[];
  /** Who says so. */
  readonly source: string;
  /** Names by which it may be asked for among add-ons, in lower case, letters and digits only. */
  readonly keys?: readonly string[];
  /** Its images, with their host, without tag: `docker.io/minio/minio`, or `docker.io/bitnami/*` for all below. */
  readonly images?: readonly string[];
  /** Images of `images` that live on. */
  readonly exceptImages?: readonly string[];
  /** How its tags begin, where only some of the images' tags are meant. */
  readonly tags?: string;
  /** Repositories of its charts, without `https://` and `oci://`. */
  readonly repositories?: readonly string[];
  /** Names of its charts there. Default: all of the repository's. */
  readonly charts?: readonly string[];
}

/** What is refused. Each has a source; a date that only hearsay gives is left out. */
export const retiredProjects = [
  {
    name: "ingress-nginx",
    since: "2026-03",
    because: "there are no more releases, nor fixes of security holes",
    instead: "write slipway:gateway with provider: envoy or nginx, and give workloads a route",
    source: "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
    keys: ["ingressnginx", "nginxingress", "ingressnginxcontroller"],
    images: ["registry.k8s.io/ingress-nginx/*", "quay.io/kubernetes-ingress-controller/*"],
    repositories: ["kubernetes.github.io/ingress-nginx"],
  },
  {
    name: "the AWS ALB ingress controller",
    since: "2020-10",
    because: "it is now the AWS Load Balancer Controller",
    instead: "write awsLoadBalancerController: true",
    addOns: ["awsLoadBalancerController"],
    source: "https://github.com/kubernetes-sigs/aws-load-balancer-controller",
    keys: ["albingress", "albingresscontroller", "awsalbingresscontroller"],
    images: ["docker.io/amazon/aws-alb-ingress-controller"],
  },
  {
    name: "Elastic's chart of a single product",
    since: "2022-11",
    because: "its repository ends with 8.5.1",
    instead: "run Elasticsearch by its operator, the chart eck-operator of helm.elastic.co",
    source: "https://github.com/elastic/helm-charts",
    keys: ["elasticsearch", "kibana", "filebeat", "logstash", "metricbeat"],
    repositories: ["helm.elastic.co"],
    charts: ["elasticsearch", "kibana", "filebeat", "logstash", "metricbeat", "apm-server"],
  },
  {
    name: "Bitnami's free catalogue",
    since: "2025-08-28",
    because: "versions are only sold, what is left for free moves with latest, and bitnamilegacy is never patched",
    instead: "take the image or chart of the program's own makers",
    source: "https://github.com/bitnami/charts/issues/35164",
    keys: ["bitnami"],
    images: ["docker.io/bitnami/*", "docker.io/bitnamilegacy/*"],
    exceptImages: ["docker.io/bitnami/sealed-secrets-*", "docker.io/bitnami/minideb"],
    repositories: ["charts.bitnami.com", "registry-1.docker.io/bitnamicharts", "docker.io/bitnamicharts"],
  },
  {
    name: "the ConfigMap aws-auth",
    because: "EKS has deprecated it, and clusters of ours know access entries only",
    instead: "name roles and users under slipway:cluster.access",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html",
    keys: ["awsauth", "awsauthconfigmap"],
  },
  {
    name: "Amazon Linux 2 for EKS",
    since: "2025-11-26",
    because: "AWS publishes no more images of it for nodes",
    instead: "use AL2023 or Bottlerocket",
    source: "https://github.com/awslabs/amazon-eks-ami",
    keys: ["al2", "amazonlinux2"],
  },
  {
    name: "kube2iam",
    because: "it answers for the metadata service of nodes, which pods cannot reach here",
    instead: "nothing takes its place: pods get roles of their own by EKS Pod Identity",
    source: "https://github.com/jtblin/kube2iam/issues/368",
    keys: ["kube2iam"],
    images: ["docker.io/jtblin/kube2iam"],
    repositories: ["jtblin.github.io/kube2iam"],
  },
  {
    name: "kiam",
    because: "its makers maintain it no more",
    instead: "nothing takes its place: pods get roles of their own by EKS Pod Identity",
    source: "https://github.com/uswitch/kiam",
    keys: ["kiam"],
    images: ["quay.io/uswitch/kiam"],
    repositories: ["uswitch.github.io/kiam-helm-charts"],
  },
  {
    name: "PodSecurityPolicy",
    since: "2022-08-23",
    because: "Kubernetes 1.25 has removed it",
    instead: "namespaces have Pod Security levels; write admissionPolicies: true or kyverno: true for more",
    addOns: ["admissionPolicies", "kyverno"],
    source: "https://kubernetes.io/docs/concepts/security/pod-security-policy/",
    keys: ["podsecuritypolicy", "podsecuritypolicies", "psp"],
  },
  {
    name: "AWS App Mesh",
    since: "2026-09-30",
    because: "AWS has shut it down",
    instead: "use a mesh that runs in the cluster, such as Istio's ambient mode",
    source: "https://docs.aws.amazon.com/app-mesh/latest/userguide/what-is-app-mesh.html",
    keys: ["appmesh", "awsappmesh", "appmeshcontroller"],
    images: ["public.ecr.aws/appmesh/*", "docker.io/amazon/appmesh-controller"],
    repositories: ["aws.github.io/eks-charts"],
    charts: ["appmesh-controller", "appmesh-gateway", "appmesh-grafana", "appmesh-jaeger", "appmesh-prometheus"],
  },
  {
    name: "Jaeger 1, with its operator,",
    since: "2025-12-31",
    because: "Jaeger 2 is another program, and has no operator of its own",
    instead: "run jaegertracing/jaeger, by the OpenTelemetry operator where there is one",
    source: "https://www.jaegertracing.io/download/",
    keys: ["jaegeroperator", "jaegerallinone"],
    // Its cleaner of indices has the name of Jaeger 2's.
    images: [
      "all-in-one",
      ...["agent", "collector", "ingester", "operator", "query"].map((part) => `jaeger-${part}`),
    ].map((image) => `docker.io/jaegertracing/${image}`),
    repositories: ["jaegertracing.github.io/helm-charts"],
    charts: ["jaeger-operator"],
  },
  {
    name: "Heapster",
    since: "2018-12",
    because: "Kubernetes has not used it since 1.13",
    instead: "use metrics-server: EKS has it, and metricsServer: true brings it elsewhere",
    addOns: ["metricsServer"],
    source: "https://github.com/kubernetes-retired/heapster",
    keys: ["heapster"],
  },
  {
    name: "Helm's first repository of charts",
    since: "2020-11-13",
    because: "nothing in it has been mended since",
    instead: "take the chart from the program's own makers",
    source: "https://helm.sh/blog/charts-repo-deprecation/",
    keys: ["tiller", "helmstable", "helmincubator"],
    images: ["gcr.io/kubernetes-helm/tiller", "ghcr.io/helm/tiller"],
    repositories: [
      "charts.helm.sh",
      "kubernetes-charts.storage.googleapis.com",
      "kubernetes-charts-incubator.storage.googleapis.com",
    ],
  },
  {
    name: "this chart at grafana.github.io",
    since: "2026-01-30",
    because: "it has moved to the community, and is frozen here",
    instead: "take the chart of this name from https://grafana-community.github.io/helm-charts",
    source: "https://github.com/grafana-community/helm-charts/issues/2",
    repositories: ["grafana.github.io/helm-charts"],
    charts: ["grafana", "grafana-mcp", "synthetic-monitoring-agent", "tempo", "tempo-distributed", "tempo-vulture"],
  },
  {
    name: "Promtail",
    since: "2026-03-02",
    because: "Grafana has ended it in favour of Alloy",
    instead: "use Fluent Bit, an OpenTelemetry collector or Grafana Alloy",
    source: "https://grafana.com/docs/loki/latest/send-data/promtail/",
    keys: ["promtail"],
    images: ["docker.io/grafana/promtail"],
    repositories: ["grafana.github.io/helm-charts"],
    charts: ["promtail"],
  },
  {
    name: "Grafana Agent",
    since: "2025-11-01",
    because: "Grafana has ended it in favour of Alloy",
    instead: "use an OpenTelemetry collector or Grafana Alloy",
    source: "https://grafana.com/docs/agent/latest/",
    keys: ["grafanaagent"],
    images: ["docker.io/grafana/agent", "docker.io/grafana/agent-operator"],
    repositories: ["grafana.github.io/helm-charts"],
    charts: ["grafana-agent", "grafana-agent-operator"],
  },
  {
    name: "Linkerd's stable channel",
    since: "2024-02",
    because: "the project itself publishes edge releases only",
    instead: "take an edge release, or another mesh such as Istio's ambient mode",
    source: "https://linkerd.io/releases/",
    keys: ["linkerd2", "linkerdstable"],
    images: ["cr.l5d.io/linkerd/*", "ghcr.io/linkerd/*"],
    tags: "stable-",
    repositories: ["helm.linkerd.io/stable"],
  },
  {
    name: "the registry k8s.gcr.io",
    since: "2023-04-03",
    because: "it is frozen",
    instead: "take the image from registry.k8s.io, by the same path",
    source: "https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/",
    images: ["k8s.gcr.io/*", "gcr.io/google_containers/*", "gcr.io/google-containers/*"],
  },
  {
    name: "Kubernetes Dashboard",
    since: "2026-01-21",
    because: "it is archived",
    instead: "use Headlamp",
    source: "https://github.com/kubernetes/website/issues/54042",
    keys: ["kubernetesdashboard"],
    images: ["docker.io/kubernetesui/*"],
    repositories: ["kubernetes.github.io/dashboard"],
  },
  {
    name: "MinIO's community edition",
    since: "2026-04",
    because: "it is archived, and its images are old or gone",
    instead: "claim a bucket, which is S3 or, in a cluster without it, SeaweedFS",
    source: "https://github.com/testcontainers/testcontainers-node/pull/1463",
    keys: ["minio", "miniooperator"],
    images: ["docker.io/minio/*", "quay.io/minio/*"],
    repositories: ["charts.min.io", "operator.min.io"],
  },
  {
    name: "Kubernetes External Secrets",
    since: "2022",
    because: "it is archived",
    instead: "write externalSecrets: true",
    addOns: ["externalSecrets"],
    source: "https://github.com/external-secrets/kubernetes-external-secrets",
    keys: ["kubernetesexternalsecrets"],
    images: ["ghcr.io/external-secrets/kubernetes-external-secrets"],
    repositories: ["external-secrets.github.io/kubernetes-external-secrets"],
  },
  {
    name: "Karpenter's first repository of charts",
    since: "2022",
    because: "it ends with 0.16",
    instead: "write karpenter: true",
    addOns: ["karpenter"],
    source: "https://karpenter.sh/docs/upgrading/upgrade-guide/",
    repositories: ["charts.karpenter.sh"],
  },
  {
    name: "Flux 1",
    since: "2022-11",
    because: "it is archived",
    instead: "write argoCd: true, or use Flux 2",
    addOns: ["argoCd"],
    source: "https://github.com/fluxcd/flux",
    keys: ["fluxv1", "flux1", "helmoperator"],
    images: ["docker.io/fluxcd/flux", "docker.io/fluxcd/helm-operator"],
    repositories: ["charts.fluxcd.io"],
  },
] as const satisfies readonly RetiredProject[];
