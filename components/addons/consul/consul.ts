import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PlatformCapabilities } from "../../cluster";
import type { AddOn, AddOnContext } from "../frame/add-on";
import { helmAddOn } from "../frame/helm-add-on";
import { decidedByPods } from "../frame/pods";
import type { Traffic } from "../frame/traffic";
import { checkConsul } from "./check-consul";
import { consulPods } from "./consul-pods";
import { consulName, type ConsulSpec } from "./consul-spec";
import { consulImages, consulValues } from "./consul-values";

type Args = k8s.apiextensions.CustomResourceArgs;

/** Of the API for clients, and of the proxies, both by TLS alone. */
export const consulPorts = { https: 8501, grpc: 8502 } as const;
const webhookPort = 8080;
const startSeconds = 600;

const chart = helmAddOn<ConsulSpec>({
  id: "consul",
  name: consulName,
  summary:
    "A mesh and a registry of services. Its servers are under HashiCorp's Business Source License, which is no open-source one",
  chart: "consul",
  namespace: { name: consulName, podSecurity: "restricted" },
  // Otherwise they would be left behind where the cluster goes.
  owns: "volumes of its servers",
  hasVolumes: true,
  crds: ["*.consul.hashicorp.com", "*.auth.consul.hashicorp.com"],
  requires: [
    {
      addOn: "gatewayApi",
      because: "its controller looks for the Gateway API, whoever uses it",
      when: ({ mesh }) => mesh !== false,
    },
  ],
  // Its servers find each other, elect a leader, and give out tokens, one after the other.
  timeoutSeconds: startSeconds,
  // Its images have their tags in the values, which are made below.
  images: [],
  pods: consulPods,
  traffic: consulTraffic,
  owned: {
    ...decidedByPods(
      "server.replicas",
      "server.disruptionBudget",
      "server.bootstrapExpect",
      "connectInject.replicas",
      "connectInject.disruptionBudget",
    ),
    "global.name": "names of its Services and Secrets follow from it",
    "global.datacenter": "write datacenter",
    "global.tls.enabled": "its API and its proxies always speak TLS",
    "global.acls.manageSystemACLs": "without tokens everybody within reach could change everything",
    "global.crds.enableTcpRoute": "it would look for routes of the Gateway API that are not there",
    "global.image": "its version is that of the catalogue",
    "global.imageK8S": "its version is that of the catalogue",
    "global.imageConsulDataplane": "its version is that of the catalogue",
    "server.storage": "write storage: { size: … }",
    "server.storageClass": "write storage: { storageClass: … }",
    "connectInject.enabled": "write mesh",
    "connectInject.cni.enabled": "without it every pod would need rights over its network",
    "connectInject.cni.namespace": "its namespace forbids what the plug-in needs",
    "connectInject.apiGateway.manageExternalCRDs": "the definitions of the Gateway API are those of gatewayApi",
    "connectInject.apiGateway.manageNonStandardCRDs": "the definitions of the Gateway API are those of gatewayApi",
    "connectInject.sidecarProxy.resources": "write proxy: { cpuMillis: …, memoryMib: … }",
    "syncCatalog.enabled": "write syncCatalog",
    "syncCatalog.default": "write syncCatalog: { services: … }",
    "syncCatalog.k8sAllowNamespaces": "write syncCatalog: { namespaces: … }",
    "ui.enabled": "write ui",
  },
  check: checkConsul,
  provides: (options, { highlyAvailable }): PlatformCapabilities => ({
    consul: {
      address: `consul-server.${consulName}:${consulPorts.https}`,
      namespace: consulName,
      tls: true,
    },
    ...(options.mesh === false
      ? {}
      : {
          mesh: {
            provider: "consul",
            mode: "sidecar",
            controlPlaneNamespace: consulName,
            mtls: options.mtls ?? "strict",
            highlyAvailable,
          },
        }),
  }),
  values: consulValues,
  then: (context, release) => (context.options.mesh === false ? [] : createSettings(context, release)),
});

export const consul: AddOn<ConsulSpec> = { ...chart, images: consulImages };

/** All of it may talk to the API server; the servers are for everybody, and the injector for the API server. */
function consulTraffic({ mesh }: ConsulSpec): Traffic[] {
  return [
    { to: "apis" },
    {
      name: "server",
      pods: { app: consulName, component: "server" },
      fromCluster: Object.values(consulPorts),
      to: "namespace",
    },
    ...(mesh === false
      ? []
      : [
          {
            name: "injector",
            pods: { app: consulName, component: "connect-injector" },
            fromApiServer: [webhookPort],
            to: "namespace" as const,
          },
        ]),
  ];
}

/** What holds for the whole mesh: which of its webhooks check, and so comes after it, and goes before. */
function createSettings({ child, options }: AddOnContext<ConsulSpec>, release: pulumi.Resource): pulumi.Resource[] {
  const create = (
    { suffix, kind, name, spec }: { suffix: string; kind: string; name: string; spec: object },
    dependsOn: pulumi.Resource,
  ): k8s.apiextensions.CustomResource =>
    new k8s.apiextensions.CustomResource(
      ...child<Args>(
        suffix,
        { apiVersion: "consul.hashicorp.com/v1alpha1", kind, metadata: { name, namespace: consulName }, spec },
        options.transform?.settings,
        { dependsOn },
      ),
    );
  // Workloads that say so may take calls without encryption: they would be refused otherwise, whatever they say.
  const mesh = create(
    { suffix: "mesh", kind: "Mesh", name: "mesh", spec: { allowEnablingPermissiveMutualTLS: true } },
    release,
  );
  if (options.mtls !== "permissive") return [mesh];
  const spec = { mutualTLSMode: "permissive" };
  return [mesh, create({ suffix: "proxy-defaults", kind: "ProxyDefaults", name: "global", spec }, mesh)];
}
