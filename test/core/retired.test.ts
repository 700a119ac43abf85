// What is refused, and what is told then. Whether a project is retired is what its source says; nobody asks it here.
import { addOns } from "../../components/addons/registry";
import { charts, retiredAddOn, retiredChart, retiredImage } from "../../components/core";
import { retiredProjects, type RetiredProject } from "../../components/core/retired-projects";

const projects: readonly RetiredProject[] = retiredProjects;

describe("an add-on", () => {
  it.each(["ingressNginx", "ingress-nginx", "nginxIngress", "INGRESS_NGINX"])("%s is refused", (key) => {
    expect(retiredAddOn(key)).toEqual({
      message: "ingress-nginx is retired since 2026-03: there are no more releases, nor fixes of security holes",
      found: key,
      fix: "remove it; write slipway:gateway with provider: envoy or nginx, and give workloads a route",
    });
  });

  it("without a date is refused too", () => {
    expect(retiredAddOn("awsAuth")).toEqual({
      message:
        "the ConfigMap aws-auth is retired: EKS has deprecated it, and clusters of ours know access entries only",
      found: "awsAuth",
      fix: "remove it; name roles and users under slipway:cluster.access",
    });
  });

  it.each([
    ["elasticsearch", "remove it; run Elasticsearch by its operator, the chart eck-operator of helm.elastic.co"],
    ["kube2iam", "remove it; nothing takes its place: pods get roles of their own by EKS Pod Identity"],
    ["kiam", "remove it; nothing takes its place: pods get roles of their own by EKS Pod Identity"],
    ["psp", "remove it; namespaces have Pod Security levels; write admissionPolicies: true or kyverno: true for more"],
    ["app-mesh", "remove it; use a mesh that runs in the cluster, such as Istio's ambient mode"],
    ["jaegerOperator", "remove it; run jaegertracing/jaeger, by the OpenTelemetry operator where there is one"],
    ["heapster", "remove it; use metrics-server: EKS has it, and metricsServer: true brings it elsewhere"],
    ["al2", "remove it; use AL2023 or Bottlerocket"],
    ["tiller", "remove it; take the chart from the program's own makers"],
    ["kubernetesExternalSecrets", "remove it; write externalSecrets: true"],
  ])("%s has something in its place", (key, fix) => {
    expect(retiredAddOn(key)?.fix).toBe(fix);
  });

  it.each(Object.keys(addOns))("%s of ours is none of them", (id) => {
    expect(retiredAddOn(id)).toBeUndefined();
  });

  it("of another name is none of them", () => {
    expect(["nginx", "istio", "jaeger", "linkerd", "fluentBit", ""].filter((key) => retiredAddOn(key))).toEqual([]);
  });
});

describe("an image", () => {
  it.each(["bitnami/redis:7.4", "docker.io/bitnami/redis@sha256:0f", "registry-1.docker.io/bitnami/redis"])(
    "%s is refused",
    (image) => {
      expect(retiredImage(image)).toEqual({
        message:
          "Bitnami's free catalogue is retired since 2025-08-28: versions are only sold, what is left for free moves with latest, and bitnamilegacy is never patched",
        found: image,
        fix: "remove it; take the image or chart of the program's own makers",
      });
    },
  );

  it.each([
    "bitnamilegacy/kafka:3.9",
    "k8s.gcr.io/pause:3.5",
    "k8s.gcr.io/sig-storage/csi-provisioner:v3",
    "registry.k8s.io/ingress-nginx/controller:v1.15.1",
    "minio/minio",
    "jaegertracing/jaeger-operator:1.65.0",
    "jaegertracing/all-in-one:1.60",
    "grafana/promtail:3.0.0",
    "cr.l5d.io/linkerd/proxy:stable-2.14.10",
  ])("%s is refused", (image) => {
    expect(retiredImage(image)?.found).toBe(image);
  });

  it.each([
    "bitnami/sealed-secrets-controller:0.30.0",
    "registry.example.com/bitnami/redis:7.4",
    "registry.example.com:5000/minio/minio",
    "registry.k8s.io/pause:3.10",
    "redis:alpine",
    "jaegertracing/jaeger:2.20.0",
    "cr.l5d.io/linkerd/proxy:edge-26.8.3",
    "busybox",
    "localhost/bitnami/x",
  ])("%s is not", (image) => {
    expect(retiredImage(image)).toBeUndefined();
  });

  it("of an add-on of ours is none of them", () => {
    const images = Object.values(addOns).flatMap((addOn) => addOn.images);
    expect(images.filter((image) => retiredImage(image))).toEqual([]);
  });
});

describe("a chart", () => {
  it.each([
    ["https://charts.bitnami.com/bitnami", "redis"],
    ["oci://registry-1.docker.io/bitnamicharts", "rabbitmq-cluster-operator"],
    ["https://charts.helm.sh/stable/", "nginx-ingress"],
    ["https://helm.elastic.co", "filebeat"],
    ["https://kubernetes.github.io/ingress-nginx", "ingress-nginx"],
    ["https://aws.github.io/eks-charts", "appmesh-controller"],
    ["https://grafana.github.io/helm-charts", "grafana"],
    ["https://helm.linkerd.io/stable", "linkerd-control-plane"],
    ["https://charts.karpenter.sh", "karpenter"],
  ])("%s %s is refused", (repository, chart) => {
    expect(retiredChart(repository, chart)?.found).toBe(`${repository.replace(/\/$/, "")}/${chart}`);
  });

  it("is refused with what to take", () => {
    expect(retiredChart("https://grafana.github.io/helm-charts", "tempo")).toEqual({
      message:
        "this chart at grafana.github.io is retired since 2026-01-30: it has moved to the community, and is frozen here",
      found: "https://grafana.github.io/helm-charts/tempo",
      fix: "remove it; take the chart of this name from https://grafana-community.github.io/helm-charts",
    });
  });

  it.each([
    ["https://helm.elastic.co", "eck-operator"],
    ["https://grafana.github.io/helm-charts", "loki"],
    ["https://charts.helm.sh.example.com", "redis"],
    ["https://helm.linkerd.io/edge", "linkerd-control-plane"],
  ])("%s %s is not", (repository, chart) => {
    expect(retiredChart(repository, chart)).toBeUndefined();
  });

  it.each(Object.values(charts).map(({ repository, chart }) => [repository, chart]))(
    "%s %s of ours is not",
    (at, chart) => {
      expect(retiredChart(at, chart)).toBeUndefined();
    },
  );
});

describe("the table", () => {
  it.each(projects)("tells of $name what there is instead, and who says so", (project) => {
    expect(project.source).toMatch(/^https:\/\//);
    expect(project.since ?? "2026").toMatch(/^\d{4}(-\d{2}(-\d{2})?)?$/);
    expect(project.keys ?? []).toEqual((project.keys ?? []).map((key) => key.toLowerCase().replace(/[^a-z0-9]/g, "")));
    expect([...(project.keys ?? []), ...(project.images ?? []), ...(project.repositories ?? [])]).not.toEqual([]);
    expect((project.addOns ?? []).filter((id) => !project.instead.includes(`${id}: true`))).toEqual([]);
  });

  it("names add-ons that there are", () => {
    const named = projects.flatMap((project) => project.addOns ?? []);
    expect(named.filter((id) => !Object.hasOwn(addOns, id))).toEqual([]);
  });

  it("has each key once", () => {
    const keys = projects.flatMap((project) => project.keys ?? []);
    expect(keys).toEqual([...new Set(keys)]);
  });
});
