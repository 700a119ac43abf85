import type { PolicyStatement } from "../../core";
import type { AddOnContext } from "../frame/add-on";
import { helmAddOn } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations, type Pods } from "../frame/pods";
import type { Values } from "../frame/values";
import { route53Arn } from "../external-dns/hosted-zone";
import type { CertManagerSpec } from "./cert-manager-spec";
import { checkCertManager } from "./issuer-check";
import { serverUrl } from "./issuer-manifests";
import type { AcmeSpec } from "./issuer-spec";
import { createIssuers } from "./issuers";

const namespace = "cert-manager";
const parts = {
  controller: "cert-manager",
  webhook: "cert-manager-webhook",
  cainjector: "cert-manager-cainjector",
} as const;
/** On which the API server calls the webhook. */
const webhookPort = 10250;
const metricsPort = 9402;
const httpsPorts = ["", "443"];

export const certManager = helmAddOn<CertManagerSpec>({
  id: "certManager",
  name: "cert-manager",
  summary: "Has certificates issued, by Let's Encrypt or an authority of your own, and renews them",
  chart: "certManager",
  namespace: { name: namespace, podSecurity: "restricted" },
  crds: ["*.cert-manager.io", "*.acme.cert-manager.io"],
  requires: [
    {
      addOn: "gatewayApi",
      because: "an issuer has a Gateway answer its challenges",
      when: (options) => acmeOf(options).some(({ http01 }) => http01?.gateway !== undefined),
    },
  ],
  after: ["gatewayApi"],
  images: [
    { image: "quay.io/jetstack/cert-manager-controller", at: "image.repository" },
    { image: "quay.io/jetstack/cert-manager-webhook", at: "webhook.image.repository" },
    { image: "quay.io/jetstack/cert-manager-cainjector", at: "cainjector.image.repository" },
    { image: "quay.io/jetstack/cert-manager-acmesolver", at: "acmesolver.image.repository" },
    { image: "quay.io/jetstack/cert-manager-startupapicheck", at: "startupapicheck.image.repository" },
  ],
  pods: (_, { highlyAvailable }) => [
    {
      name: parts.controller,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: 50,
      memoryMib: 256,
      labels: labelsOf("cert-manager", "controller"),
    },
    {
      name: parts.webhook,
      // While none answers, nobody can make or change a certificate.
      replicas: highlyAvailable ? 3 : 1,
      cpuMillis: 20,
      memoryMib: 64,
      labels: labelsOf("webhook", "webhook"),
    },
    {
      name: parts.cainjector,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: 20,
      // It keeps every Secret of the cluster in memory.
      memoryMib: 256,
      labels: labelsOf("cainjector", "cainjector"),
    },
  ],
  traffic: (options, { isProduction }) => [
    {
      fromApiServer: [webhookPort],
      metrics: [metricsPort],
      to: asksOthers(options, isProduction) ? "anywhere" : "apis",
    },
  ],
  owned: {
    ...decidedByPods(
      ...["", "webhook.", "cainjector."].flatMap((part) => [`${part}replicaCount`, `${part}podDisruptionBudget`]),
    ),
    installCRDs: "definitions are always installed, by crds.enabled",
    "crds.enabled": "definitions are always installed",
    "crds.keep": "definitions always stay, with all certificates",
    "startupapicheck.enabled": "what uses cert-manager must wait until its webhook answers",
    "webhook.securePort": "the network policy opens the port that it has by default",
    "serviceAccount.name": "its cloud identity goes by the name that it has by default",
    "config.gatewayAPI.enabled": "it is on where the add-on gatewayApi is there",
    "config.enableGatewayAPI": "it is on where the add-on gatewayApi is there",
    "config.acmeDNS01Config.recursiveNameservers": "write nameservers: … of the add-on",
  },
  identity: {
    serviceAccount: parts.controller,
    annotationsAt: "serviceAccount.annotations",
    indispensableFor: "proving to an authority that domains of Route 53 are yours",
    statements: dnsStatements,
  },
  provides: ({ issuers = {} }) => ({ certManager: { issuers: Object.keys(issuers) } }),
  check: checkCertManager,
  values: (context, all) => {
    const controller = podsOf(all, parts.controller);
    const job = { cpuMillis: 10, memoryMib: 64 };
    return {
      crds: { enabled: true, keep: true },
      ...deploymentValues(controller),
      ...configValues(context),
      webhook: deploymentValues(podsOf(all, parts.webhook)),
      cainjector: deploymentValues(podsOf(all, parts.cainjector)),
      startupapicheck: {
        enabled: true,
        resources: resourcesOf({ ...controller, ...job }),
        tolerations: systemTolerations,
      },
      prometheus: { servicemonitor: { enabled: context.hasMonitors } },
    };
  },
  then: createIssuers,
});

function labelsOf(name: string, component: string): Pods["labels"] {
  return {
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/instance": "cert-manager",
    "app.kubernetes.io/component": component,
  };
}

function deploymentValues(pods: Pods): Values {
  return {
    replicaCount: pods.replicas,
    resources: resourcesOf(pods),
    topologySpreadConstraints: spreadOf(pods),
    tolerations: systemTolerations,
    podDisruptionBudget: { enabled: isDoubled(pods), ...(isDoubled(pods) ? { minAvailable: 1 } : {}) },
  };
}

function configValues({ options, planned }: AddOnContext<CertManagerSpec>): Values {
  const { nameservers = [] } = options;
  const config = {
    ...(planned.has("gatewayApi") ? { gatewayAPI: { enabled: true } } : {}),
    ...(usesDns(options)
      ? {
          acmeDNS01Config: {
            // The name servers of a zone itself are beyond the network policy; those of the cluster ask them.
            recursiveNameserversOnly: true,
            ...(nameservers.length === 0 ? {} : { recursiveNameservers: nameservers }),
          },
        }
      : {}),
  };
  if (Object.keys(config).length === 0) return {};
  // The chart puts it into a ConfigMap, which pods only read when they start.
  return { config, podAnnotations: { "slipway/config": JSON.stringify(config) } };
}

function acmeOf({ issuers = {} }: CertManagerSpec): AcmeSpec[] {
  return Object.values(issuers).flatMap(({ acme }) => acme ?? []);
}

function usesDns(options: CertManagerSpec): boolean {
  return acmeOf(options).some(({ dns01 }) => dns01 !== undefined);
}

/** Whether it talks to more than APIs: it looks at answers over plain HTTP itself, and asks name servers and authorities on other ports. */
function asksOthers(options: CertManagerSpec, isProduction: boolean): boolean {
  const isElsewhere = (acme: AcmeSpec): boolean => !httpsPorts.includes(new URL(serverUrl(acme, isProduction)).port);
  const { nameservers = [] } = options;
  return nameservers.length > 0 || acmeOf(options).some((acme) => acme.http01 !== undefined || isElsewhere(acme));
}

/** Challenges in the given zones, and nothing else. */
function dnsStatements({ eks, options }: AddOnContext<CertManagerSpec>): readonly PolicyStatement[] | undefined {
  const zoneIds = acmeOf(options).flatMap(({ dns01 }) => Object.values(dns01?.zones ?? {}));
  if (eks === undefined || zoneIds.length === 0) return undefined;
  const zones = [...new Set(zoneIds)].map((id) => route53Arn(eks.region, `hostedzone/${id}`));
  return [
    {
      effect: "Allow",
      actions: ["route53:ChangeResourceRecordSets"],
      resources: zones,
      conditions: {
        "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] },
        "ForAllValues:StringLike": { "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"] },
      },
    },
    { effect: "Allow", actions: ["route53:ListResourceRecordSets"], resources: zones },
    { effect: "Allow", actions: ["route53:GetChange"], resources: [route53Arn(eks.region, "change/*")] },
  ];
}
