import {
  addOns,
  chosenAddOns,
  PlatformAddOns,
  type AddOnChoice,
  type AddOnId,
  type AddOnSurroundings,
  type AnyAddOn,
  type Mirrors,
  type PlatformAddOnsArgs,
  type Pods,
} from "../../components/addons";
import {
  defaultKubernetesVersion,
  EksCluster,
  ExistingCluster,
  type ClusterHandle,
  type PlatformCapabilities,
} from "../../components/cluster";
import { createAwsProvider, ExistingVpc } from "../../components/network";
import { record, type RecordedResource } from "../../testing";

/** A kind of cluster, with every add-on that it can have. */
export interface Case {
  /** Such as `production on EKS`. */
  readonly name: string;
  readonly target: ClusterHandle["target"];
  readonly isProduction: boolean;
  /** Ids of add-ons that come in the place of those that they cannot be beside. */
  readonly instead: readonly AddOnId[];
}

/** An add-on of a case, and what is expected of it. */
export interface CaseAddOn {
  readonly addOn: AnyAddOn;
  readonly pods: readonly Pods[];
}

/** What a case comes to. */
export interface RecordedCase {
  readonly resources: readonly RecordedResource[];
  readonly addOns: readonly CaseAddOn[];
}

/** A registry that nobody has: whatever does not come from there is seen. */
export const imageMirror = "mirror.example.com/images";

const mirrors: Mirrors = { images: imageMirror };

/** Where there is a choice, that which needs most permissions, objects and values. */
const options: AddOnChoice = {
  certManager: {
    issuers: {
      acme: { acme: { email: "ops@example.com", dns01: { zones: { "example.com": "Z0123456789ABCDEFGHIJ" } } } },
      internal: { privateCa: {} },
    },
  },
  cloudMap: { namespace: "charts.internal" },
  consul: { syncCatalog: true, ui: true },
  externalDns: { domains: ["example.com"] },
  fluentBit: { output: { cloudWatch: {} } },
  kubePrometheusStack: {
    prometheus: {
      remoteWrite: [
        { url: "https://metrics.example.com/api/v1/write", bearerToken: { secret: "monitoring", key: "token" } },
      ],
    },
    alerting: {
      receivers: { team: { slack: { channel: "#alerts", webhook: { secret: "monitoring", key: "slack" } } } },
      heartbeat: { url: { secret: "monitoring", key: "heartbeat" } },
    },
    grafana: {
      url: "https://grafana.example.com",
      oidc: {
        issuer: "https://id.example.com",
        clientId: "grafana",
        clientSecret: { secret: "monitoring", key: "oidc" },
        admins: ["platform"],
      },
      storage: {},
    },
    secrets: { monitoring: { token: "a", slack: "b", heartbeat: "c", oidc: "d", logs: "e" } },
    dataSources: [
      {
        name: "Logs",
        type: "elasticsearch",
        uid: "logs",
        url: "https://elasticsearch-es-http.logging.svc:9200",
        secureJsonData: { basicAuthPassword: { secret: "monitoring", key: "logs" } },
      },
    ],
  },
  kong: { proxyProtocolFrom: ["10.0.0.0/16"] },
  nginxGatewayFabric: { snippetsFilters: true },
  nginxIngressController: { proxyProtocolFrom: ["10.0.0.0/16"] },
  prometheusAdapter: { metrics: { requests_per_second: { series: "http_requests_total" } } },
  traefik: { proxyProtocolFrom: ["10.0.0.0/16"] },
};

/** The same where there is no cloud. */
const optionsWithoutCloud: AddOnChoice = {
  certManager: { issuers: { internal: { privateCa: {} } } },
  fluentBit: {
    output: {
      elasticsearch: {
        host: "elasticsearch-es-http.logging.svc",
        dataStream: "logs-kubernetes-default",
        user: { secret: "elasticsearch-fluent-bit", key: "fluent-bit" },
        caSecret: "elasticsearch-ca",
      },
    },
  },
  nodeLocalDns: { dnsServiceIp: "10.96.0.10" },
  velero: { bucket: "backups", region: "eu-central-1", credentials: "velero-credentials" },
};

const prometheus: PlatformCapabilities = {
  prometheus: { url: "http://prometheus.monitoring.svc:9090", namespace: "monitoring" },
};

/** What comes after everything that it cannot be beside: the first case has what most have. */
const alternatives: readonly string[] = ["clusterAutoscaler", "consul", "linkerd"];

/** What on its own would do nothing: it is for another add-on alone. */
const partOf: Readonly<Partial<Record<AddOnId, AddOnId>>> = { istioCni: "istio", linkerdCni: "linkerd" };

const targets = ["eks", "existing"] as const;

/** Each kind of cluster, and once more for those that cannot be beside what was there before, until each add-on was there. */
export const cases: readonly Case[] = targets.flatMap((target) =>
  [true, false].flatMap((isProduction) => {
    const name = `${isProduction ? "production" : "development"} ${target === "eks" ? "on EKS" : "in an existing cluster"}`;
    return roundsOf(target).map((instead): Case => {
      const others = instead.length === 0 ? "" : `, with ${instead.join(", ")}`;
      return { name: `${name}${others}`, target, isProduction, instead };
    });
  }),
);

/** Registers everything of a case, as an `up` would. */
export async function recordCase(one: Case): Promise<RecordedCase> {
  const choice = choose(one);
  const around = surroundings(one);
  const { resources } = await record(
    () => {
      register(one, choice, around);
    },
    { preview: true },
  );
  const { chosen, surroundings: all } = chosenAddOns(choice, around);
  return {
    resources,
    addOns: chosen.map(({ addOn, options: its }) => ({ addOn, pods: addOn.pods(its as never, all) })),
  };
}

function register({ target, isProduction }: Case, choice: AddOnChoice, around: AddOnSurroundings): void {
  const common: Omit<PlatformAddOnsArgs, "cluster"> = {
    ...choice,
    mirrors,
    isProduction,
    highlyAvailable: isProduction,
    capabilities: around.capabilities,
    nodeGroups: around.nodeGroups,
  };
  if (target === "existing") {
    new PlatformAddOns("add-ons", { cluster: new ExistingCluster("cluster"), ...common });
    return;
  }
  const region = "eu-central-1";
  const providers = [createAwsProvider("aws", { region, tags: { Project: "charts" } })];
  const network = new ExistingVpc(
    "network",
    {
      region,
      vpcId: "vpc-0a1b2c3d4e5f60718",
      subnets: { private: { "eu-central-1a": "subnet-0000000a", "eu-central-1b": "subnet-0000000b" } },
    },
    { providers },
  );
  const cluster = new EksCluster(
    "cluster",
    {
      network,
      clusterName: "charts",
      access: { admin: ["arn:aws:iam::111122223333:role/platform"] },
      nodeGroups: {
        system: { purpose: "system", size: { min: 2, max: 3 } },
        general: { purpose: "general", size: { min: 2, max: 4 } },
      },
    },
    { providers },
  );
  new PlatformAddOns("add-ons", { cluster, after: cluster.nodes, ...common });
}

function surroundings({ target, isProduction }: Case): AddOnSurroundings {
  return {
    target,
    isProduction,
    highlyAvailable: isProduction,
    kubernetesVersion: target === "eks" ? defaultKubernetesVersion : undefined,
    autoMode: false,
    ipFamily: "ipv4",
    nodeGroups: target === "eks" ? ["system", "general"].map((purpose) => ({ purpose, min: 2 })) : undefined,
    capabilities: prometheus,
  };
}

/** The add-ons of a case, with their options. */
export function choose({ target, instead }: Case): AddOnChoice {
  const stated = { ...options, ...(target === "existing" ? optionsWithoutCloud : {}) };
  return Object.fromEntries(together(target, instead).map((id) => [id, stated[id] ?? true]));
}

/** For each case of a kind of cluster what comes first in it: nothing, and then each time of those that were in none what can be together. */
function roundsOf(target: Case["target"]): readonly AddOnId[][] {
  const rounds: AddOnId[][] = [[]];
  const seen = new Set(together(target, []));
  for (;;) {
    const left = possible(target).filter((id) => !seen.has(id));
    const round = together(target, left).filter((id) => left.includes(id));
    if (round.length === 0) return rounds;
    rounds.push(round);
    round.forEach((id) => seen.add(id));
  }
}

/** The add-ons that a kind of cluster can have. */
function possible(target: Case["target"]): AddOnId[] {
  return (Object.keys(addOns) as AddOnId[]).filter((id) => (addOns[id] as AnyAddOn).not?.[target] === undefined);
}

/** As many of them as can be beside each other. */
function together(target: Case["target"], first: readonly AddOnId[]): AddOnId[] {
  const rank = (id: AddOnId): number => (first.includes(id) ? 0 : alternatives.includes(id) ? 2 : 1);
  const all = possible(target)
    .sort((one, other) => rank(one) - rank(other))
    .reduce<AddOnId[]>(
      (some, id) => (conflictsOf(id).some((other) => some.includes(other)) ? some : [...some, id]),
      [],
    );
  return withoutIncomplete(all);
}

/** Without those that need what is not there, again and again. */
function withoutIncomplete(ids: readonly AddOnId[]): AddOnId[] {
  const complete = ids.filter((id) => needsOf(id).every((needed) => ids.includes(needed)));
  return complete.length === ids.length ? complete : withoutIncomplete(complete);
}

function needsOf(id: AddOnId): AddOnId[] {
  const { requires = [] } = addOns[id] as AnyAddOn;
  const always = requires.filter(({ when }) => when === undefined).map(({ addOn }) => addOn as AddOnId);
  const whole = partOf[id];
  return whole === undefined ? always : [...always, whole];
}

function conflictsOf(id: AddOnId): AddOnId[] {
  const conflicts = (one: AddOnId): string[] =>
    ((addOns[one] as AnyAddOn).conflictsWith ?? []).map(({ addOn }) => addOn);
  return (Object.keys(addOns) as AddOnId[]).filter(
    (other) => conflicts(id).includes(other) || conflicts(other).includes(id),
  );
}
