import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AddOnId, Mirrors } from "../addons";
import { inAccountOf, isEks, type ClusterHandle, type EksHandle } from "../cluster";
import {
  createRendered,
  dependingOn,
  labels,
  refuseComponent,
  SlipwayComponent,
  type RenderedObject,
  type RenderedTransform,
} from "../core";
import { checkObservability } from "./check-observability";
import { elasticStack } from "./logs/elastic-stack";
import { logGrants } from "./logs/log-grants";
import { loggingNamespaces } from "./logs/logging-namespaces";
import { grafanaUserSecret } from "./logs/store-access";
import { readsLogStore } from "./observability-add-ons";
import { loggingAround, tracingAround } from "./observability-parts";
import type { ObservabilitySpec } from "./observability-spec";
import type { ObservabilitySurroundings } from "./observability-surroundings";
import { platformObjects } from "./platform/platform-objects";
import { collectors } from "./traces/collectors";
import { traceGrants } from "./traces/trace-grants";
import { tracingNamespace } from "./traces/tracing-around";

/** What is seen of an environment: what its add-ons are told to look at, and the stores that operators run. */
export interface ObservabilityArgs extends ObservabilitySpec {
  readonly cluster: ClusterHandle;
  /** What is known of its place. Default: an existing cluster for development, with nothing in it. */
  readonly around?: Partial<Omit<ObservabilitySurroundings, "target" | "ipFamily">> | undefined;
  /** The password by which Grafana reads logs in Elasticsearch: that of a `LogStoreAccess`. Needed where Grafana and Elasticsearch are. */
  readonly logStorePassword?: pulumi.Input<string> | undefined;
  /** What must be there before it: its add-ons. Default: nothing. */
  readonly after?: readonly pulumi.Resource[] | undefined;
  /** Where images are taken from. Default: their makers' addresses. */
  readonly mirrors?: Mirrors | undefined;
  /** Changes to the objects that it makes. Default: none. */
  readonly transform?: RenderedTransform | undefined;
}

/** A cloud identity that an object's pods need. */
interface CloudIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly indispensableFor?: string | undefined;
  readonly statements: Parameters<ClusterHandle["grant"]>[1];
  readonly identity?: "irsa" | undefined;
}

const monitoring = "monitoring";

/**
 * What an environment's own observability consists of besides its add-ons: where logs and traces go, and the rules and dashboards of the platform itself.
 * Workloads depend on `ready`, and so their last lines and spans are still taken.
 * @throws SlipwayError with everything that is wrong with it, before anything is registered
 */
export class Observability extends SlipwayComponent {
  /** What must be there before workloads. */
  readonly ready: readonly pulumi.Resource[];

  readonly #args: ObservabilityArgs;
  readonly #around: ObservabilitySurroundings;

  constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cluster, after = [] } = args;
    const eks = isEks(cluster) ? cluster : undefined;
    const around = surroundingsOf(args, eks);
    refuseComponent("Observability", name, checkObservability(args, around));
    const inAccount = eks === undefined ? opts : inAccountOf(eks, opts);
    super("Observability", name, dependingOn(inAccount, after), { provider: cluster.provider });
    this.#args = args;
    this.#around = around;

    const namespaces = this.createNamespaces();
    const logs = this.createLogs(namespaces);
    const traces = this.createTraces([...namespaces, ...logs]);
    const platform = this.createPlatformObjects();

    this.ready = [...namespaces, ...logs, ...traces, ...platform];
    this.registerOutputs({ logs: args.logs?.store, traces: args.traces?.store });
  }

  /** They never count as gone with the cluster: their volumes are deleted with them, and waited for. */
  private createNamespaces(): k8s.core.v1.Namespace[] {
    const { logs, traces } = this.#args;
    const all = [
      ...(logs === undefined ? [] : loggingNamespaces(logs)),
      ...(traces === undefined ? [] : [tracingNamespace]),
    ];
    return all.map(
      ({ name, podSecurity }) =>
        new k8s.core.v1.Namespace(
          ...this.child(
            name,
            {
              metadata: {
                name,
                labels: {
                  ...labels({ name }),
                  "pod-security.kubernetes.io/enforce": podSecurity,
                  "pod-security.kubernetes.io/warn": podSecurity,
                  "pod-security.kubernetes.io/audit": podSecurity,
                },
              },
            },
            undefined,
            name === "logging" ? this.keeping() : {},
          ),
        ),
    );
  }

  /** Claims of volumes go with their namespace: it is what must stay. */
  private keeping(): pulumi.CustomResourceOptions {
    const { keepVolumes } = this.#args.logs?.elasticsearch ?? {};
    if (this.#around.isProtected && keepVolumes !== false) return { protect: true };
    return keepVolumes === true ? { retainOnDelete: true } : {};
  }

  private createLogs(place: readonly pulumi.Resource[]): pulumi.Resource[] {
    const { logs, mirrors, logStorePassword } = this.#args;
    if (logs === undefined) return [];
    const around = loggingAround(this.#args, this.#around, mirrors);
    const users =
      readsLogStore(this.#args) && logStorePassword !== undefined
        ? [
            new k8s.core.v1.Secret(
              ...this.child("grafana-user", grafanaUserSecret(logStorePassword), undefined, { dependsOn: [...place] }),
            ),
          ]
        : [];
    const accounts = this.createAccounts(logGrants(logs, around), place);
    const before = [...place, ...users, ...accounts];
    const objects = elasticStack(logs, around);
    const made = this.create("logging", objects, before);
    // The Job that tells the stores of documents, which is the last, may wait for them long: no workload has to.
    const awaited = objects.filter(({ last }) => last !== true).length;
    return [...users, ...accounts, ...made.slice(0, awaited)];
  }

  private createTraces(place: readonly pulumi.Resource[]): pulumi.Resource[] {
    const { traces, mirrors } = this.#args;
    if (traces === undefined) return [];
    const around = tracingAround(this.#args, this.#around, mirrors);
    const granted = traceGrants(traces).flatMap((identity) => this.grant(identity).dependsOn);
    return this.create(tracingNamespace.name, collectors(traces, around), [...place, ...granted]);
  }

  private createPlatformObjects(): pulumi.Resource[] {
    const { metrics } = this.#args;
    return metrics === undefined ? [] : this.create(monitoring, platformObjects(this.#args, this.#around), []);
  }

  /** Service accounts whose annotations are known only when their identity is. */
  private createAccounts(identities: readonly CloudIdentity[], place: readonly pulumi.Resource[]): pulumi.Resource[] {
    return identities.flatMap((identity) => {
      const { annotations, dependsOn } = this.grant(identity);
      const { namespace, name } = identity;
      const args = {
        metadata: { name, namespace, annotations: { ...annotations } },
        automountServiceAccountToken: false,
      };
      return [
        ...dependsOn,
        new k8s.core.v1.ServiceAccount(...this.child(name, args, undefined, { dependsOn: [...place] })),
      ];
    });
  }

  private grant({ namespace, name, indispensableFor, statements, identity }: CloudIdentity) {
    const account = { namespace, name, ...(indispensableFor === undefined ? {} : { indispensableFor }) };
    return this.#args.cluster.grant(account, statements, identity === undefined ? undefined : { identity });
  }

  private create(
    namespace: string,
    objects: readonly RenderedObject[],
    after: readonly pulumi.Resource[],
  ): pulumi.Resource[] {
    return createRendered(this.childFactory(), objects, { namespace }, after, this.#args.transform);
  }
}

function surroundingsOf(
  { cluster, around = {} }: ObservabilityArgs,
  eks: EksHandle | undefined,
): ObservabilitySurroundings {
  return {
    isProduction: false,
    highlyAvailable: true,
    zones: undefined,
    nodes: undefined,
    isProtected: false,
    addOns: [] as AddOnId[],
    gateway: undefined,
    mesh: undefined,
    applications: [],
    addresses: [],
    prometheusNamespace: undefined,
    capabilities: undefined,
    ...around,
    clusterName: around.clusterName ?? "cluster",
    region: around.region ?? eks?.region,
    target: cluster.target,
    ipFamily: cluster.ipFamily,
  };
}
