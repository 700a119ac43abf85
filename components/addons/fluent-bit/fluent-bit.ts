import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../core";
import { applyTransform } from "../../core";
import { clusterNameOf } from "../frame/cluster-name";
import type { AddOn, AddOnContext } from "../frame/add-on";
import { helmAddOn, type HelmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { podsOf, resourcesOf } from "../frame/pods";
import type { Values } from "../frame/values";
import { checkFluentBit } from "./check-fluent-bit";
import { defaultLogDays } from "./default-log-days";
import { bufferPath, caPath, fluentBitConfig } from "./fluent-bit-config";
import {
  cloudWatchLogGroup,
  fluentBitName,
  fluentBitNamespace,
  type FluentBitOutput,
  type FluentBitSpec,
} from "./fluent-bit-spec";
import { WorkloadLogGroup } from "./log-group";

const metricsPort = 2020;
const namespaceOfStore = "logging";

/** It reads files of root's, and writes what it remembers beside them. */
const containerSecurity = {
  runAsUser: 0,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"], add: ["DAC_READ_SEARCH"] },
  readOnlyRootFilesystem: true,
  seccompProfile: { type: "RuntimeDefault" },
} as const;

export const fluentBit: AddOn<FluentBitSpec> = {
  ...helmAddOn(chartOf(() => undefined)),
  deploy: (context) => {
    const { options } = context;
    const group = options.output?.cloudWatch === undefined ? undefined : createLogGroup(context);
    const awaited = group !== undefined || options.output === undefined;
    return helmAddOn(chartOf(() => group)).deploy(awaited ? context : { ...context, options: notAwaited(options) });
  },
};

/** @param made the log group, once it is there */
function chartOf(made: () => WorkloadLogGroup | undefined): HelmAddOn<FluentBitSpec> {
  return {
    id: "fluentBit",
    name: fluentBitName,
    summary: "Reads the logs of all containers on each node, and sends them to one store",
    chart: "fluentBit",
    // It reads files of nodes.
    namespace: { name: fluentBitNamespace, podSecurity: "privileged" },
    after: ["prometheusOperatorCrds"],
    images: [{ image: "cr.fluentbit.io/fluent/fluent-bit", at: "image.repository" }],
    pods: () => [
      {
        name: fluentBitName,
        replicas: "perNode",
        cpuMillis: 50,
        memoryMib: 128,
        labels: { "app.kubernetes.io/name": fluentBitName },
      },
    ],
    traffic: ({ output }) => [
      {
        metrics: [metricsPort],
        to: "apis",
        ...(output?.elasticsearch === undefined ? {} : { toNamespaces: [namespaceOf(output.elasticsearch.host)] }),
      },
    ],
    owned: {
      kind: "there is one on each node",
      existingConfigMap: "write output",
      "config.outputs": "write output",
      "serviceAccount.name": "its cloud identity is that of this name",
    },
    identity: {
      serviceAccount: fluentBitName,
      annotationsAt: "serviceAccount.annotations",
      indispensableFor: "writing logs to CloudWatch",
      statements: () => writeStatements(made()),
    },
    check: checkFluentBit,
    before: () => made()?.ready ?? [],
    values: (context, all) => {
      const { options, eks, hasMonitors } = context;
      const { output } = options;
      // The check has refused it.
      if (output === undefined) throw new Error("Fluent Bit was to be made without an output");
      return {
        testFramework: { enabled: false },
        serviceAccount: { create: true, name: fluentBitName },
        securityContext: containerSecurity,
        resources: resourcesOf(podsOf(all, fluentBitName)),
        // Logs are read on every node, whatever it is for.
        tolerations: [{ operator: "Exists" }],
        priorityClassName: "system-node-critical",
        config: fluentBitConfig(output, {
          region: eks?.region,
          logGroup: logGroupOf(output, clusterNameOf({ eks })),
        }),
        ...mounts(output),
        serviceMonitor: { enabled: hasMonitors },
      };
    },
  };
}

function mounts({ elasticsearch }: FluentBitOutput): Values {
  return {
    daemonSetVolumes: [
      { name: "varlog", hostPath: { path: "/var/log" } },
      { name: "buffer", hostPath: { path: bufferPath, type: "DirectoryOrCreate" } },
    ],
    daemonSetVolumeMounts: [
      { name: "varlog", mountPath: "/var/log", readOnly: true },
      { name: "buffer", mountPath: bufferPath },
    ],
    ...(elasticsearch === undefined
      ? {}
      : {
          env: [
            {
              name: "ELASTICSEARCH_PASSWORD",
              valueFrom: { secretKeyRef: { name: elasticsearch.user.secret, key: elasticsearch.user.key } },
            },
          ],
          extraVolumes: [{ name: "store", secret: { secretName: elasticsearch.caSecret } }],
          extraVolumeMounts: [{ name: "store", mountPath: caPath, readOnly: true }],
        }),
  };
}

/** Of `elasticsearch-es-http.logging.svc`. */
function namespaceOf(host: string): string {
  return host.split(".")[1] ?? namespaceOfStore;
}

function logGroupOf({ cloudWatch }: FluentBitOutput, clusterName: string): string {
  return cloudWatch?.logGroup ?? cloudWatchLogGroup(clusterName);
}

function createLogGroup({ options, eks, parent, isProtected, isProduction }: AddOnContext<FluentBitSpec>) {
  const { output } = options;
  // The caller has looked.
  if (output?.cloudWatch === undefined) throw new Error("a log group was to be made for another output");
  return new WorkloadLogGroup(
    `${parent.logicalName}-logs`,
    {
      logGroup: logGroupOf(output, clusterNameOf({ eks })),
      days: output.cloudWatch.days ?? defaultLogDays({ isProduction }),
      protected: isProtected,
    },
    { parent },
  );
}

/** Source: "Permissions" of the plug-in cloudwatch_logs in Fluent Bit's manual; the group is there already. */
function writeStatements(group: WorkloadLogGroup | undefined): PolicyStatement[] | undefined {
  if (group === undefined) return undefined;
  return [
    {
      effect: "Allow",
      actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      resources: [group.arn, pulumi.interpolate`${group.arn}:log-stream:*`],
    },
  ];
}

/**
 * Its pods wait for Secrets of an Elasticsearch that is made after the add-ons, so the release must not wait for its pods: it would be taken back before the
 * store is there.
 */
function notAwaited(options: FluentBitSpec): FluentBitSpec {
  const own = options.transform?.release;
  const release: NonNullable<HelmOptions["transform"]>["release"] = (args, opts, name) => {
    Object.assign(args, { atomic: false, skipAwait: true });
    if (own === undefined) return;
    const [, changed, changedOpts] = applyTransform(own, name, args, opts);
    Object.assign(args, changed);
    Object.assign(opts, changedOpts);
  };
  return { ...options, transform: { ...options.transform, release } };
}
