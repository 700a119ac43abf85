import type { PolicyStatement } from "../../core";
import type { AddOnContext, Surroundings } from "../frame/add-on";
import { helmAddOn } from "../frame/helm-add-on";
import { podsOf, resourcesOf, systemTolerations } from "../frame/pods";
import type { Values } from "../frame/values";
import { checkExternalDns } from "./external-dns-check";
import { gatewaySources, isBounded, type DnsSource, type ExternalDnsSpec } from "./external-dns-spec";
import { route53Arn } from "./hosted-zone";

const workload = "external-dns";
const metricsPort = 7979;

export const externalDns = helmAddOn<ExternalDnsSpec>({
  id: "externalDns",
  name: workload,
  summary: "Records of Route 53 for the hosts of load balancers, ingresses and routes",
  chart: "externalDns",
  namespace: { name: workload, podSecurity: "restricted" },
  requires: [
    {
      addOn: "gatewayApi",
      because: "its sources are routes of the Gateway API",
      when: ({ sources = [] }) => sources.some(isGatewaySource),
    },
  ],
  after: ["gatewayApi"],
  not: { existing: "it has no cloud identity, by which records of Route 53 could be written" },
  owns: "DNS records",
  images: [{ image: "registry.k8s.io/external-dns/external-dns", at: "image.repository" }],
  // Never more than one: they do not elect a leader, and would undo each other's changes.
  pods: () => [
    {
      name: workload,
      replicas: 1,
      cpuMillis: 20,
      memoryMib: 128,
      labels: { "app.kubernetes.io/name": workload, "app.kubernetes.io/instance": workload },
    },
  ],
  traffic: () => [{ metrics: [metricsPort], to: "apis" }],
  // The definition of DNSEndpoint, which no source of it reads.
  skipCrds: true,
  owned: {
    "provider.name": "the add-on writes records of Route 53 alone",
    policy: "write policy: … of the add-on",
    registry: "records are always marked with their owner, without whom `sync` would delete those of others",
    txtOwnerId: "write owner: … of the add-on",
    domainFilters: "write domains: … of the add-on",
    sources: "write sources: … of the add-on",
    interval: "write interval: … of the add-on",
    txtPrefix: "marks that are named otherwise are not known again",
    txtSuffix: "marks that are named otherwise are not known again",
    "extraArgs.aws-zone-type": "write zoneType: … of the add-on, and other arguments as a map",
    "extraArgs.zone-id-filter": "write zoneIds: … of the add-on, and other arguments as a map",
    "deploymentStrategy.type":
      "the old one always goes before the new one comes, as two would undo each other's changes",
    "serviceAccount.name": "its cloud identity goes by the name that it has by default",
  },
  identity: {
    serviceAccount: workload,
    annotationsAt: "serviceAccount.annotations",
    indispensableFor: "writing DNS records",
    statements: dnsStatements,
  },
  check: checkExternalDns,
  values: (context, all) => {
    const { options, eks, cluster, isProduction, hasMonitors } = context;
    const pods = podsOf(all, workload);
    return {
      provider: { name: "aws" },
      registry: "txt",
      txtOwnerId: options.owner ?? eks?.clusterName ?? cluster.name,
      // The mark of `shop.example.com` would be `cname-shop.example.com`: of another zone, or beyond what it may write.
      txtPrefix: "%{record_type}-owner.",
      policy: options.policy ?? (isProduction || !isBounded(options) ? "upsert-only" : "sync"),
      sources: sourcesOf(options, context),
      domainFilters: options.domains ?? [],
      interval: options.interval ?? "1m",
      // So that records also go soon after what they were made for.
      triggerLoopOnEvent: true,
      ...argumentsOf(options),
      env: eks === undefined ? [] : [{ name: "AWS_REGION", value: eks.region }],
      resources: resourcesOf(pods),
      tolerations: systemTolerations,
      serviceMonitor: { enabled: hasMonitors },
    };
  },
});

function sourcesOf({ sources }: ExternalDnsSpec, { planned }: Surroundings): readonly DnsSource[] {
  return sources ?? ["service", "ingress", ...(planned.has("gatewayApi") ? gatewaySources : [])];
}

function argumentsOf({ zoneIds, zoneType }: ExternalDnsSpec): Values {
  const extraArgs = {
    ...(zoneType === undefined ? {} : { "aws-zone-type": zoneType }),
    ...(zoneIds === undefined ? {} : { "zone-id-filter": zoneIds }),
  };
  return Object.keys(extraArgs).length === 0 ? {} : { extraArgs };
}

function isGatewaySource(source: DnsSource): boolean {
  return gatewaySources.some((gateway) => gateway === source);
}

/** Records of the given zones alone, and where domains are stated only records below them. */
function dnsStatements({ eks, options }: AddOnContext<ExternalDnsSpec>): readonly PolicyStatement[] {
  if (eks === undefined) return [];
  const { domains = [], zoneIds = ["*"] } = options;
  const zones = zoneIds.map((id) => route53Arn(eks.region, `hostedzone/${id}`));
  const names = domains.flatMap((domain) => [domain, `*.${domain}`]);
  return [
    {
      effect: "Allow",
      actions: ["route53:ChangeResourceRecordSets"],
      resources: zones,
      ...(names.length === 0
        ? {}
        : {
            conditions: {
              "ForAllValues:StringLike": { "route53:ChangeResourceRecordSetsNormalizedRecordNames": names },
            },
          }),
    },
    { effect: "Allow", actions: ["route53:ListResourceRecordSets", "route53:ListTagsForResources"], resources: zones },
    { effect: "Allow", actions: ["route53:ListHostedZones"], resources: ["*"] },
  ];
}
