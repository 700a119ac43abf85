import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../core";
import { partitionOf } from "../../network";
import { route53Arn } from "../external-dns/hosted-zone";
import type { AddOn, AddOnContext } from "../frame/add-on";
import { helmAddOn, type HelmAddOn } from "../frame/helm-add-on";
import { podsOf, resourcesOf, systemTolerations } from "../frame/pods";
import { CloudMapNamespace } from "./cloud-map-namespace";
import { annotationPrefix, checkCloudMap, type CloudMapSpec } from "./cloud-map-spec";

const workload = "cloud-map";
const metricsPort = 7979;
/** By which it knows its own services, in its permissions too. */
const ownerTag = "slipway/cloud-map";
const defaultInterval = "15s";

export const cloudMap: AddOn<CloudMapSpec> = {
  ...helmAddOn(chartOf(() => undefined)),
  deploy: (context) => {
    const { options, eks, parent } = context;
    const { namespace, transform } = options;
    // The check has refused it.
    if (eks === undefined || namespace === undefined) throw new Error("Cloud Map was to be made without a namespace");
    const made = new CloudMapNamespace(
      `${parent.logicalName}-namespace`,
      { namespace, vpcId: eks.network.vpcId, transform },
      { parent },
    );
    return helmAddOn(chartOf(() => made)).deploy(context);
  },
};

/** @param made the namespace, once it is there */
function chartOf(made: () => CloudMapNamespace | undefined): HelmAddOn<CloudMapSpec> {
  return {
    id: "cloudMap",
    name: workload,
    summary: "Registers Services that ask for it with AWS Cloud Map, for callers outside of the cluster",
    chart: "externalDns",
    namespace: { name: workload, podSecurity: "restricted" },
    not: { existing: "it has no VPC that is known, and no cloud identity, by which services could be registered" },
    owns: "services of Cloud Map",
    images: [{ image: "registry.k8s.io/external-dns/external-dns", at: "image.repository" }],
    // Never more than one: they do not elect a leader, and would undo each other's changes.
    pods: () => [
      {
        name: workload,
        replicas: 1,
        cpuMillis: 20,
        memoryMib: 128,
        labels: { "app.kubernetes.io/name": "external-dns", "app.kubernetes.io/instance": workload },
      },
    ],
    traffic: () => [{ metrics: [metricsPort], to: "apis" }],
    // The definition of DNSEndpoint, which no source of it reads.
    skipCrds: true,
    owned: {
      "provider.name": "the add-on registers with Cloud Map alone",
      fullnameOverride: "its cloud identity goes by this name",
      policy: "without sync, nothing that is gone would be taken out",
      registry: "services are always marked with their owner",
      txtOwnerId: "write owner: … of the add-on",
      domainFilters: "write namespace: … of the add-on",
      sources: "Services alone are registered",
      interval: "write interval: … of the add-on",
      annotationPrefix: "the add-on externalDns would write the same names",
      extraArgs: "its permissions go by these arguments",
      "deploymentStrategy.type":
        "the old one always goes before the new one comes, as two would undo each other's changes",
      "serviceAccount.name": "its cloud identity goes by the name that it has by default",
    },
    identity: {
      serviceAccount: workload,
      annotationsAt: "serviceAccount.annotations",
      indispensableFor: "registering services",
      statements: (context) => registerStatements(context, made()),
    },
    check: checkCloudMap,
    provides: ({ namespace }) => (namespace === undefined ? {} : { cloudMap: { namespace } }),
    before: () => made()?.ready ?? [],
    values: (context, all) => {
      const { options, eks, hasMonitors } = context;
      return {
        fullnameOverride: workload,
        provider: { name: "aws-sd" },
        registry: "aws-sd",
        txtOwnerId: ownerOf(context),
        policy: "sync",
        sources: ["service"],
        annotationPrefix,
        domainFilters: options.namespace === undefined ? [] : [options.namespace],
        interval: options.interval ?? defaultInterval,
        // So that instances go soon after their pods.
        triggerLoopOnEvent: true,
        extraArgs: {
          "aws-zone-type": "private",
          "aws-sd-service-cleanup": true,
          "aws-sd-create-tag": [`${ownerTag}=${ownerOf(context)}`],
        },
        env: eks === undefined ? [] : [{ name: "AWS_REGION", value: eks.region }],
        resources: resourcesOf(podsOf(all, workload)),
        tolerations: systemTolerations,
        serviceMonitor: { enabled: hasMonitors },
      };
    },
  };
}

function ownerOf({ options, eks, cluster }: AddOnContext<CloudMapSpec>): string {
  return options.owner ?? eks?.clusterName ?? cluster.name;
}

/**
 * Services that it has made itself, in its namespace alone, whose records Cloud Map writes on its behalf. Source: "Actions, resources, and
 * condition keys for AWS Cloud Map" of the Service Authorization Reference; docs/tutorials/aws-sd.md of ExternalDNS 0.21.
 */
function registerStatements(
  context: AddOnContext<CloudMapSpec>,
  made: CloudMapNamespace | undefined,
): readonly PolicyStatement[] | undefined {
  const { eks, options } = context;
  if (eks === undefined || made === undefined || options.namespace === undefined) return undefined;
  const services = `arn:${partitionOf(eks.region)}:servicediscovery:${eks.region}:*:service/*`;
  const owner = ownerOf(context);
  return [
    {
      effect: "Allow",
      // These know no resources.
      actions: ["servicediscovery:ListNamespaces", "servicediscovery:ListServices"],
      resources: ["*"],
    },
    {
      effect: "Allow",
      actions: ["servicediscovery:DiscoverInstances"],
      resources: ["*"],
      conditions: { StringEquals: { "servicediscovery:NamespaceName": options.namespace } },
    },
    {
      effect: "Allow",
      actions: ["servicediscovery:CreateService", "servicediscovery:TagResource"],
      resources: [made.arn, services],
      conditions: { StringEquals: { [`aws:RequestTag/${ownerTag}`]: owner } },
    },
    {
      effect: "Allow",
      actions: [
        "servicediscovery:RegisterInstance",
        "servicediscovery:DeregisterInstance",
        "servicediscovery:UpdateService",
        "servicediscovery:DeleteService",
      ],
      resources: [services],
      conditions: { StringEquals: { [`aws:ResourceTag/${ownerTag}`]: owner } },
    },
    {
      effect: "Allow",
      actions: ["route53:GetHostedZone", "route53:ChangeResourceRecordSets"],
      resources: [pulumi.interpolate`${route53Arn(eks.region, "hostedzone")}/${made.hostedZone}`],
    },
  ];
}
