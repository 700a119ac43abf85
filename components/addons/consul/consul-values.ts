import { charts } from "../../core";
import type { AddOnContext } from "../frame/add-on";
import { mirroredImage } from "../frame/mirrors";
import { isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations, type Pods } from "../frame/pods";
import { mergeValues, type Values } from "../frame/values";
import { parts } from "./consul-pods";
import { consulName, defaultStorage, syncOf, type ConsulSpec } from "./consul-spec";

/** Images by the values that name them, each with its tag, which is the version of Consul. */
const images = {
  image: "docker.io/hashicorp/consul",
  imageK8S: "docker.io/hashicorp/consul-k8s-control-plane",
  imageConsulDataplane: "docker.io/hashicorp/consul-dataplane",
} as const;
export const consulImages: readonly string[] = Object.values(images);

const limitOfRequest = 2;

/** The chart has these as texts in YAML, of which JSON is a kind. */
const tolerations = JSON.stringify(systemTolerations);

/** Values of the chart. Keys and certificates of its own are made by jobs of the chart, and nothing in its templates is random. */
export function consulValues(context: AddOnContext<ConsulSpec>, all: readonly Pods[]): Values {
  const { options } = context;
  return {
    global: globalValues(context),
    server: serverValues(options, podsOf(all, parts.server)),
    ...(options.mesh === false ? withoutMesh : meshValues(options, all)),
    ...syncValues(options, all),
    ui: { enabled: options.ui ?? false },
    // Names of Kubernetes lead to the mesh too.
    dns: { enabled: false, enableRedirection: false },
  };
}

function globalValues({ options, mirrors }: AddOnContext<ConsulSpec>): Values {
  return {
    name: consulName,
    ...(options.datacenter === undefined ? {} : { datacenter: options.datacenter }),
    ...Object.fromEntries(
      Object.entries(images).map(([key, image]) => [
        key,
        mirroredImage(`${image}:${charts.consul.appVersion}`, mirrors),
      ]),
    ),
    gossipEncryption: { autoGenerate: true },
    tls: { enabled: true },
    acls: { manageSystemACLs: true, tolerations },
    // The routes of the Gateway API that it would bring, or look for, are older than those that are there.
    crds: { enableTcpRoute: false },
  };
}

function serverValues({ storage = {} }: ConsulSpec, pods: Pods): Values {
  return {
    replicas: pods.replicas,
    storage: storage.size ?? defaultStorage,
    ...(storage.storageClass === undefined ? {} : { storageClass: storage.storageClass }),
    resources: withoutCpuLimit(pods),
    // Besides, the chart has no two of them on one node.
    ...(isDoubled(pods) ? { topologySpreadConstraints: JSON.stringify(spreadOf(pods)) } : {}),
    tolerations,
    disruptionBudget: { enabled: isDoubled(pods), ...(isDoubled(pods) ? { maxUnavailable: 1 } : {}) },
    // It would ask its makers each day whether there is a newer one.
    extraConfig: JSON.stringify({ disable_update_check: true }),
  };
}

const withoutMesh: Values = { connectInject: { enabled: false } };

function meshValues({ proxy = {} }: ConsulSpec, all: readonly Pods[]): Values {
  const injector = podsOf(all, parts.injector);
  const several = isDoubled(injector);
  const { cpuMillis = 50, memoryMib = 128 } = proxy;
  return {
    connectInject: {
      enabled: true,
      replicas: injector.replicas,
      resources: withoutCpuLimit(injector),
      ...(several ? { affinity: JSON.stringify(apart(injector)) } : {}),
      tolerations,
      // What the chart would say by itself of two lets neither go.
      disruptionBudget: { enabled: several, ...(several ? { minAvailable: 1 } : {}) },
      // A pod that starts without its proxy is refused by all others; with one injector no pod at all would start while its node is away.
      failurePolicy: several ? "Fail" : "Ignore",
      sidecarProxy: {
        resources: {
          requests: { cpu: `${cpuMillis}m`, memory: `${memoryMib}Mi` },
          limits: { memory: `${memoryMib * limitOfRequest}Mi` },
        },
      },
      // Its own definitions of the Gateway API are older than those that are there, and refused.
      apiGateway: { manageExternalCRDs: false, manageNonStandardCRDs: false },
      // It writes to the nodes' own files, which the namespace of everything else forbids.
      cni: { enabled: true, namespace: "kube-system", resources: withoutCpuLimit(podsOf(all, parts.cni)) },
    },
    webhookCertManager: { resources: withoutCpuLimit(podsOf(all, parts.certificates)), tolerations },
  };
}

function syncValues(options: ConsulSpec, all: readonly Pods[]): Values {
  const sync = syncOf(options);
  if (sync === undefined) return {};
  return {
    syncCatalog: {
      enabled: true,
      default: sync.services === "all",
      toK8S: false,
      ...(sync.namespaces === undefined ? {} : { k8sAllowNamespaces: sync.namespaces }),
      resources: withoutCpuLimit(podsOf(all, parts.sync)),
      tolerations,
    },
  };
}

/** The chart limits CPU by itself. */
function withoutCpuLimit(pods: Pods): Values {
  return mergeValues(resourcesOf(pods), { limits: { cpu: null } });
}

/** The chart has no spread for these. */
function apart({ labels }: Pods): Values {
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(
        (topologyKey) => ({
          weight: 100,
          podAffinityTerm: { topologyKey, labelSelector: { matchLabels: labels } },
        }),
      ),
    },
  };
}
