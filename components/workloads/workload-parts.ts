import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { createRendered, labels, selectorLabels, type ChildFactory } from "../core";
import type { MeshServiceMetadata } from "../mesh/mesh-engine";
import type { ClaimHandle } from "./claims/claim-spec";
import { dnsPolicyArgs } from "./exposure/dns-policy";
import { resolveLinks, type LinkTarget, type ResolvedLink } from "./exposure/links";
import { linkLabels, networkPolicySpec, type OpenPorts } from "./exposure/network-policy";
import type { PlannedPort } from "./exposure/ports";
import type { ServedFields } from "./microservice-spec";
import { planMesh, type MeshPlan } from "./mesh/plan-mesh";
import { meshTarget, withSplits, type MeshTarget } from "./mesh/targets";
import { namespaceNameOf, plainNameOf, podSecurityOf } from "./namespace/namespace";
import type { PlannedRoute } from "../gateway/planned-route";
import type { ObservedWorkload } from "../observability/service/observed-workload";
import type { WatchedFields } from "./observation/observed-workload";
import { planObservation } from "./observation/plan-observation";
import { tracesEgress, tracesVariables, type TracesVariablesArgs } from "./observation/traces";
import { keepsRunning, type WorkloadKind } from "./observation/workload-kind";
import { apiRoles, hasApiToken } from "./pod/api-permissions";
import { planContent } from "./pod/content";
import { secretPrefix, secretValues } from "./pod/environment";
import { metricsPortsOf } from "./pod/metrics-ports";
import { ownerLabels } from "./pod/pod-labels";
import { podTemplate, type PodTraits } from "./pod/pod-template";
import { verticalAutoscalerArgs } from "./scaling/vertical";
import {
  claimsOf,
  environmentsOf,
  linksOf,
  podContext,
  type AnyWorkload,
  type WorkloadContext,
} from "./workload-check";
import type { WorkloadPlace, WorkloadTransform } from "./workload-spec";

type ObjectMeta = k8s.types.input.meta.v1.ObjectMeta;

export interface WorkloadPartsArgs {
  readonly objectName: string;
  readonly kind: WorkloadKind;
  readonly spec: AnyWorkload<LinkTarget> & Partial<ServedFields> & WatchedFields & WorkloadPlace;
  readonly traits: PodTraits;
  /** Ports that are open to addresses outside of the cluster. */
  readonly open?: readonly OpenPorts[] | undefined;
  /** Names of the ports that its own route leads to. Default: none. */
  readonly routed?: readonly string[] | undefined;
  /** Its own route, where somebody counts requests by it. Default: it has none. */
  readonly route?: PlannedRoute | undefined;
  readonly transform?: WorkloadTransform | undefined;
}

/** What every kind of workload is made from, besides its controller. */
export interface WorkloadParts {
  /** What it links to or claims, as `name:port`. */
  readonly linkNames: readonly string[];
  readonly ports: readonly PlannedPort[];
  readonly namespace: pulumi.Input<string>;
  /** The same, where it is known before anything is made. */
  readonly namespaceName: string | undefined;
  /** The pods, for the controller. */
  readonly template: k8s.types.input.core.v1.PodTemplateSpec;
  readonly selector: Readonly<Record<string, string>>;
  /** The ports as its Services have them. */
  readonly servicePorts: readonly PlannedPort[];
  /** What those who link to it have to know of its part in the mesh. */
  readonly meshTarget: MeshTarget;
  /** What the mesh says of its Services that have an address of their own. */
  readonly meshedService: MeshServiceMetadata;
  /** What rules and dashboards see of it; undefined where there are none. */
  readonly observed: ObservedWorkload | undefined;
  /** What must be there before a pod starts. */
  readonly dependsOn: readonly pulumi.Resource[];
  /** Metadata of an object; its name is the workload's own unless another is given. */
  metadata(name?: string): ObjectMeta;
}

/**
 * Makes what every kind of workload has: ServiceAccount with its cloud identity, NetworkPolicy, config maps and secrets of its own, and the
 * pods' template. The arguments were checked.
 */
export function createWorkloadParts(child: ChildFactory, args: WorkloadPartsArgs): WorkloadParts {
  const { objectName, spec, traits, transform } = args;
  const namespace = namespaceNameOf(spec.namespace);
  const traced = tracedArgs(args);
  const context = podContext(objectName, spec, tracesVariables(traced));
  const objectLabels = { ...labels({ name: objectName, partOf: spec.partOf }), ...ownerLabels(spec) };
  const metadata = (name = objectName): ObjectMeta => ({ name, namespace, labels: objectLabels });
  const links = resolveLinks(linksOf(spec).map(([, link]) => link));
  const claims = distinctClaims(spec);
  const reached = withSplits([...links, ...claimLinks()]);
  const observation = planObservation({ ...args, ports: context.ports, links: linkedNames(), route: args.route });
  const mesh = planMesh(args, { ports: context.ports, links: reached, metrics: metricsPortsOf(spec, context.ports) });

  const grants = [...(spec.grants ?? []), ...claims.flatMap((claim) => claim.grants)];
  const identity = createServiceAccount();
  const policies = createPolicies();
  const content = createContent();
  createObservation();

  return {
    observed: observation.observed,
    linkNames: [...new Set([...links, ...claimLinks()].map(({ target, port }) => `${target.objectName}:${port.name}`))],
    ports: context.ports,
    namespace,
    namespaceName: plainNameOf(spec.namespace),
    selector: selectorLabels(objectName),
    servicePorts: context.ports.map((port) => withAppProtocol(port, mesh?.appProtocols)),
    meshTarget: meshTarget<LinkTarget>(spec, spec.capabilities, (to) => to),
    meshedService: mesh?.service ?? {},
    dependsOn: [...policies, ...identity.dependsOn, ...content.objects, ...claims.flatMap((claim) => claim.dependsOn)],
    metadata,
    template: podTemplate({
      fields: spec,
      context,
      traits,
      labels: { ...objectLabels, ...linkLabels(reached), ...mesh?.pod.labels },
      annotations: { ...mesh?.pod.annotations, ...observation.podAnnotations, ...content.checksums },
      serviceAccountName: identity.account.metadata.name,
      needsAccountToken: mesh?.needsAccountToken,
    }),
  };

  function createServiceAccount(): { account: k8s.core.v1.ServiceAccount; dependsOn: readonly pulumi.Resource[] } {
    const grant = grants.length === 0 ? undefined : spec.cluster.grant(serviceAccountRef(), grants);
    const annotations = { ...grant?.annotations, ...spec.serviceAccountAnnotations };
    const account = new k8s.core.v1.ServiceAccount(
      ...child(
        "",
        {
          metadata: { ...metadata(), ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
          automountServiceAccountToken: false,
        },
        transform?.serviceAccount,
      ),
    );
    return { account, dependsOn: [...(grant?.dependsOn ?? []), ...createRoles(account)] };
  }

  /** Roles come before the pods: a program that may not do what it is made for often ends for good. */
  function createRoles(account: k8s.core.v1.ServiceAccount): pulumi.Resource[] {
    const { role, clusterRole } = apiRoles(spec.apiPermissions);
    const subjects = [{ kind: "ServiceAccount", name: account.metadata.name, namespace }];
    const clusterName = pulumi.interpolate`${namespace}.${objectName}`;
    return [
      ...(role === undefined
        ? []
        : [
            new k8s.rbac.v1.Role(...child("", { metadata: metadata(), rules: role }, transform?.role)),
            new k8s.rbac.v1.RoleBinding(
              ...child(
                "",
                { metadata: metadata(), roleRef: roleRef("Role", objectName), subjects },
                transform?.roleBinding,
              ),
            ),
          ]),
      ...(clusterRole === undefined
        ? []
        : [
            new k8s.rbac.v1.ClusterRole(
              ...child("", { metadata: clusterMetadata(clusterName), rules: clusterRole }, transform?.clusterRole),
            ),
            new k8s.rbac.v1.ClusterRoleBinding(
              ...child(
                "",
                { metadata: clusterMetadata(clusterName), roleRef: roleRef("ClusterRole", clusterName), subjects },
                transform?.clusterRoleBinding,
              ),
            ),
          ]),
    ];
  }

  /** Of objects that are in no namespace. */
  function clusterMetadata(name: pulumi.Input<string>): ObjectMeta {
    return { name, labels: objectLabels };
  }

  function serviceAccountRef(): { namespace: string; name: string } {
    const plain = plainNameOf(spec.namespace);
    if (plain === undefined) throw new Error("a grant was asked for before its namespace was checked");
    return { namespace: plain, name: objectName };
  }

  function createPolicies(): pulumi.Resource[] {
    const egress = [...(spec.egress ?? []), ...claims.flatMap((claim) => claim.egress), ...tracesEgress(traced)];
    const policySpec = networkPolicySpec({
      self: { objectName, ports: context.ports },
      links: reached,
      mesh: mesh?.traffic,
      egress,
      ingress: spec.ingress ?? [],
      open: args.open ?? [],
      metrics: metricsPortsOf(spec, context.ports),
      prometheusNamespace: spec.capabilities?.prometheus?.namespace,
      // An existing cluster has no cloud to give an identity of.
      callsCloud: grants.length > 0 && spec.cluster.target === "eks",
      callsApiServer: hasApiToken(spec),
      ipFamily: spec.cluster.ipFamily,
    });
    const policy = new k8s.networking.v1.NetworkPolicy(
      ...child("", { metadata: metadata(), spec: policySpec }, transform?.networkPolicy),
    );
    const byName = dnsPolicyArgs({
      objectName,
      egress,
      engine: spec.capabilities?.dnsPolicies,
      metadata: metadata(),
    });
    const ofMesh = createRendered(child, mesh?.objects ?? [], metadata(), [], transform?.meshObject);
    if (byName === undefined) return [policy, ...ofMesh];
    const dnsPolicy = new k8s.apiextensions.CustomResource(...child("by-name", byName, transform?.dnsPolicy));
    return [policy, dnsPolicy, ...ofMesh];
  }

  function createContent(): { objects: pulumi.Resource[]; checksums: Record<string, pulumi.Input<string>> } {
    const env = Object.assign(
      {},
      ...environmentsOf(spec).map(([, variables, container]) => secretValues(secretPrefix(container), variables)),
    ) as Record<string, pulumi.Input<string>>;
    const plan = planContent(objectName, { config: spec.config, secrets: spec.secrets, env });
    return {
      checksums: plan.checksums,
      objects: [
        ...plan.configMaps.map(
          ({ suffix, name, data }) =>
            new k8s.core.v1.ConfigMap(...child(suffix, { metadata: metadata(name), data }, transform?.configMap)),
        ),
        ...plan.secrets.map(
          ({ suffix, name, type, stringData }) =>
            new k8s.core.v1.Secret(...child(suffix, { metadata: metadata(name), type, stringData }, transform?.secret)),
        ),
      ],
    };
  }

  function createObservation(): void {
    createRendered(child, observation.monitors, metadata(), [], transform?.podMonitor);
    createRendered(child, observation.rules, metadata(), [], transform?.rules);
    createRendered(child, observation.dashboards, metadata(), [], transform?.dashboards);
  }

  function linkedNames(): string[] {
    return [...links, ...claimLinks()].map(({ target }) => target.objectName);
  }

  function claimLinks(): ResolvedLink[] {
    return claims.flatMap(({ target }) =>
      target === undefined ? [] : target.ports.map((port): ResolvedLink => ({ target, port })),
    );
  }
}

/**
 * Annotation of a controller whose fields Pulumi takes back from whoever else has written them: `kubectl rollout undo` an image, an autoscaler
 * the number of pods that is fixed now. Fields that the program does not state stay theirs.
 */
export const takesBack = { "pulumi.com/patchForce": "true" };

/** Asks for recommended requests, if the workload wants them. */
export function createVerticalRecommendation(
  child: ChildFactory,
  { verticalRecommendation }: Pick<AnyWorkload, "verticalRecommendation">,
  parts: Pick<WorkloadParts, "metadata">,
  target: { readonly apiVersion: string; readonly kind: string; readonly name: pulumi.Input<string> },
  transform: WorkloadTransform["verticalAutoscaler"],
): void {
  if (verticalRecommendation !== true) return;
  const args = { ...verticalAutoscalerArgs(target), metadata: parts.metadata() };
  new k8s.apiextensions.CustomResource(...child("", args, transform));
}

/** What is known of the place of a workload, for its checks. */
export function contextOf({ cluster, namespace, capabilities, partOf }: WorkloadPlace): WorkloadContext {
  return {
    capabilities,
    ipFamily: cluster.ipFamily,
    podSecurity: podSecurityOf(namespace),
    namespaceName: plainNameOf(namespace),
    partOf,
  };
}

function tracedArgs({ objectName, kind, spec }: WorkloadPartsArgs): TracesVariablesArgs {
  return {
    objectName,
    keepsRunning: keepsRunning(kind),
    spec,
    capabilities: spec.capabilities,
    namespace: plainNameOf(spec.namespace),
    application: spec.partOf,
  };
}

function roleRef(kind: "Role" | "ClusterRole", name: pulumi.Input<string>): k8s.types.input.rbac.v1.RoleRef {
  return { apiGroup: "rbac.authorization.k8s.io", kind, name };
}

function distinctClaims(spec: AnyWorkload<LinkTarget>): ClaimHandle[] {
  const used = claimsOf(spec).map(([, { fromClaim }]) => fromClaim);
  return [...new Set(used)].filter((claim) => typeof claim !== "string");
}

/** What a port of a Service says is spoken on it. Call it with what the mesh says of protocols. */
function withAppProtocol(port: PlannedPort, byProtocol: MeshPlan["appProtocols"] = {}): PlannedPort {
  const appProtocol = byProtocol[port.protocol];
  return appProtocol === undefined ? port : { appProtocol, ...port };
}
