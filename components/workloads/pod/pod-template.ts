import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import {
  unlessEmpty,
  initContainer,
  isNative,
  mainContainer,
  sidecar,
  type MainContainerFields,
  type PodContext,
} from "./container";
import type { ContainerExceptions } from "./security-spec";
import { exceptionAnnotations, podSecurityContext, podSecurityFields } from "./security";
import {
  affinityArgs,
  defaultNodeFailureSeconds,
  nodeFailureTolerations,
  nodeSelector,
  tolerations,
  topologySpread,
} from "./placement";
import { hasApiToken } from "./api-permissions";
import type { PodFields } from "./pod-spec";
import { gpusOf } from "./resources";
import { planShutdown, readinessGates } from "./shutdown";
import { logsAnnotations, metricsAnnotations, metricsEndpoint } from "./observation";
import { podVolumes } from "./volumes";

type PodTemplate = k8s.types.input.core.v1.PodTemplateSpec;

/** What kinds of workloads differ in. */
export interface PodTraits {
  /** Label by which a spread tells the revisions of one workload apart; left out: it has none, and is only spread if it says so. */
  readonly revisionLabel?: "pod-template-hash" | "controller-revision-hash" | undefined;
  /** Whether it runs until it is told to end: then it is probed, and goes on serving for a while. */
  readonly keepsRunning: boolean;
  /** Left out: always. */
  readonly restartPolicy?: "Never" | "OnFailure" | undefined;
  /** Whether it is put up with every taint, as what runs on each node. */
  readonly toleratesAll?: boolean | undefined;
}

export interface PodTemplateArgs {
  readonly fields: MainContainerFields & PodFields;
  readonly context: PodContext;
  readonly traits: PodTraits;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
  readonly serviceAccountName: pulumi.Input<string>;
  /** Whether something in the pods besides the workload, such as a proxy of the mesh, needs the token of the account. Default: no. */
  readonly needsAccountToken?: boolean | undefined;
}

/** The pods of a workload, in Kubernetes' form. */
export function podTemplate(args: PodTemplateArgs): PodTemplate {
  const { fields, context } = args;
  const annotations = { ...podAnnotations(fields, context), ...args.annotations, ...fields.podAnnotations };
  return {
    metadata: {
      labels: { ...args.labels, ...fields.podLabels },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: podSpec(args),
  };
}

function podSpec({
  fields,
  context,
  traits,
  serviceAccountName,
  needsAccountToken = false,
}: PodTemplateArgs): k8s.types.input.core.v1.PodSpec {
  const { objectName } = context.own;
  const shutdown = planShutdown(fields.shutdown, traits.keepsRunning && context.ports.length > 0);
  const sidecars = Object.entries(fields.sidecars ?? {});
  const beside = (native: boolean): k8s.types.input.core.v1.Container[] =>
    sidecars
      .filter(([, spec]) => isNative(spec) === native)
      .map(([name, spec]) => sidecar(name, spec, context, shutdown.delaySeconds));
  const selector = nodeSelector(fields.nodes);
  const affinity = affinityArgs(fields.affinity);
  return {
    serviceAccountName,
    automountServiceAccountToken: hasApiToken(fields) || needsAccountToken,
    enableServiceLinks: false,
    ...(traits.restartPolicy === undefined ? {} : { restartPolicy: traits.restartPolicy }),
    ...podSecurityFields(fields.podExceptions, fields.security),
    securityContext: podSecurityContext(fields.security, fields.podExceptions, Object.keys(context.claims).length > 0),
    terminationGracePeriodSeconds: shutdown.gracePeriodSeconds,
    ...unlessEmpty({
      topologySpreadConstraints:
        traits.revisionLabel === undefined && fields.spread === undefined
          ? []
          : topologySpread(objectName, fields.spread ?? "preferred", traits.revisionLabel),
      tolerations:
        traits.toleratesAll === true
          ? [{ operator: "Exists" }]
          : [
              ...nodeFailureTolerations(fields.nodeFailureSeconds ?? defaultNodeFailureSeconds),
              ...tolerations(fields.nodes, gpusOf(fields)),
            ],
    }),
    ...(selector === undefined ? {} : { nodeSelector: selector }),
    ...(affinity === undefined ? {} : { affinity }),
    ...(fields.priorityClass === undefined ? {} : { priorityClassName: fields.priorityClass }),
    ...(fields.runtimeClass === undefined ? {} : { runtimeClassName: fields.runtimeClass }),
    ...unlessEmpty({
      readinessGates: readinessGates(fields.shutdown),
      imagePullSecrets: (fields.pullSecrets ?? []).map((name) => ({ name })),
      initContainers: [
        ...beside(true),
        ...Object.entries(fields.initContainers ?? {}).map(([name, spec]) => initContainer(name, spec, context)),
      ],
      volumes: podVolumes(fields.volumes, context.own),
    }),
    containers: [mainContainer(fields, context, shutdown.delaySeconds, traits.keepsRunning), ...beside(false)],
  };
}

/** What policies, scrapers and shippers of logs read. */
function podAnnotations(fields: PodTemplateArgs["fields"], context: PodContext): Record<string, string> {
  const { objectName } = context.own;
  const running = [[objectName, fields] as const, ...Object.entries(fields.sidecars ?? {})];
  const endpoint = running
    .map(([name, { metrics }]) =>
      metricsEndpoint(
        metrics,
        context.ports.filter(({ container }) => (container ?? objectName) === name),
      ),
    )
    .find((found) => found !== undefined);
  return {
    ...exceptionAnnotations(fields.podExceptions, exceptionsOf(fields), objectName),
    ...metricsAnnotations(endpoint),
    ...Object.fromEntries(running.flatMap(([name, { logs }]) => Object.entries(logsAnnotations(name, logs)))),
  };

  function exceptionsOf(spec: PodTemplateArgs["fields"]): Record<string, ContainerExceptions> {
    return Object.fromEntries(
      [
        [objectName, spec] as const,
        ...Object.entries(spec.initContainers ?? {}),
        ...Object.entries(spec.sidecars ?? {}),
      ].map(([name, { exceptions }]) => [name, exceptions ?? {}]),
    );
  }
}
