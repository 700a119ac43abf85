import { mirroredImage, type Mirrors } from "../addons";
import { catalogue, type ManifestValue, type RenderedObject } from "../core";
import { gatewayName } from "./gateway-name";
import type { GatewaySpec } from "./gateway-spec";

const name = "rate-limit-store";
const port = 6379;
/** Counters are a few dozen bytes each: enough for some hundred thousand callers. When it is full, the oldest go. */
const memory = { requests: "128Mi", store: "96mb" } as const;
/** User and group of the image on Alpine. */
const user = { runAsUser: 999, runAsGroup: 1000 } as const;
const selector = { "app.kubernetes.io/name": name, "app.kubernetes.io/component": "rate-limit-store" } as const;

/** Address of the store in which pods count requests together, `host:port`; undefined where each counts for itself. */
export function rateLimitStoreOf({
  rateLimitStore: store = false,
}: Pick<GatewaySpec, "rateLimitStore">): string | undefined {
  if (typeof store === "string") return store;
  return store ? `${name}.${gatewayName}.svc:${port}` : undefined;
}

/** Pods that may count there. */
export interface StoreClient {
  readonly namespace: string;
  /** Default: all of the namespace. */
  readonly pods?: Readonly<Record<string, string>> | undefined;
}

/**
 * The store in which the pods of a gateway count requests together: one Valkey that keeps nothing, of the name that `rateLimitStoreOf` says.
 * While it is away, and after it has come back, counters begin anew. It has no password: a network policy lets in the clients alone.
 */
export function rateLimitStore(clients: readonly StoreClient[], mirrors: Mirrors = {}): RenderedObject[] {
  return [
    object("networking.k8s.io/v1", "NetworkPolicy", {
      podSelector: { matchLabels: selector },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: clients.map(peerOf), ports: [{ protocol: "TCP", port }] }],
    }),
    object("apps/v1", "Deployment", {
      replicas: 1,
      // Two at a time would each have half of the counters.
      strategy: { type: "Recreate" },
      selector: { matchLabels: selector },
      template: { metadata: { labels: selector }, spec: podSpec(mirrors) },
    }),
    object("v1", "Service", { selector, ports: [{ name: "redis", port, targetPort: "redis", protocol: "TCP" }] }),
  ];
}

function podSpec(mirrors: Mirrors): ManifestValue {
  const probe = { exec: { command: ["valkey-cli", "ping"] }, timeoutSeconds: 3, periodSeconds: 10 };
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, ...user, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "valkey",
        image: mirroredImage(`docker.io/valkey/valkey:${catalogue.valkey.version}`, mirrors),
        command: ["valkey-server"],
        args: [
          ...["--save", "", "--appendonly", "no", "--protected-mode", "no"],
          ...["--maxmemory", memory.store, "--maxmemory-policy", "allkeys-lru"],
        ],
        ports: [{ name: "redis", containerPort: port }],
        resources: { requests: { cpu: "50m", memory: memory.requests }, limits: { memory: memory.requests } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        readinessProbe: probe,
        livenessProbe: { ...probe, failureThreshold: 6 },
        volumeMounts: [{ name: "data", mountPath: "/data" }],
      },
    ],
    volumes: [{ name: "data", emptyDir: { sizeLimit: "16Mi" } }],
  };
}

function object(apiVersion: string, kind: string, spec: ManifestValue): RenderedObject {
  return { suffix: name, apiVersion, kind, name, labels: selector, fields: { spec } };
}

function peerOf({ namespace, pods }: StoreClient): ManifestValue {
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    ...(pods === undefined ? {} : { podSelector: { matchLabels: pods } }),
  };
}
