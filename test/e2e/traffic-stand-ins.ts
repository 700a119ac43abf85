import { setTimeout as sleep } from "node:timers/promises";
import type { ControlPlane, KubernetesObject } from "./control-plane";

interface GatewayObject extends KubernetesObject {
  readonly spec: { readonly gatewayClassName: string };
}

/** Which gateways a stand-in looks after. */
export interface GatewayCare {
  /** Namespace and name of the Deployment that it stands in for. */
  readonly deployment: readonly [namespace: string, name: string];
  /** Class of its gateways. */
  readonly className: string;
}

const finalizer = "stand-in.slipway/load-balancer";
const gateways = "gateways.gateway.networking.k8s.io";

/**
 * Stands in for a controller that makes a Service with a load balancer for each of its gateways, in the namespace of the gateway, which owns it. As
 * strict as can be: it holds both by a finalizer, and lets go only while the Deployment of the real one is there. If that went first, both
 * would stay for ever; so would the Service of a gateway that has become another's.
 */
export class GatewayStandIn {
  /** What it has let go, such as `Service gateway-envoy`, in order. */
  readonly released: string[] = [];
  /** Gateways that it has made Services for. */
  readonly served = new Set<string>();

  private readonly ends = new AbortController();
  private readonly work: Promise<void>;

  constructor(
    private readonly plane: ControlPlane,
    private readonly care: GatewayCare,
  ) {
    this.work = this.run();
  }

  /** Resolves once a gateway has got its Service. */
  async serves(): Promise<void> {
    await this.plane.waitFor(`a gateway of ${this.care.className} has a load balancer`, 60, () =>
      Promise.resolve(this.served.size > 0),
    );
  }

  /** Ends it, and throws what went wrong in it. */
  async stop(): Promise<void> {
    this.ends.abort();
    await this.work;
  }

  private async run(): Promise<void> {
    while (!this.ends.signal.aborted) {
      if (await this.isThere())
        for (const gateway of await this.list<GatewayObject>(gateways)) await this.look(gateway);
      await sleep(250, undefined, { signal: this.ends.signal }).catch(() => undefined);
    }
  }

  private async isThere(): Promise<boolean> {
    const [namespace, name] = this.care.deployment;
    const { status } = await this.plane.tryKubectl(["get", "deployment", name, "--namespace", namespace]);
    return status === 0;
  }

  private async look(gateway: GatewayObject): Promise<void> {
    const { metadata, spec } = gateway;
    const isOurs = spec.gatewayClassName === this.care.className && metadata.deletionTimestamp === undefined;
    const isHeld = metadata.finalizers?.includes(this.finalizer) ?? false;
    if (isOurs && !isHeld) {
      await this.hold(gateways, gateway, true);
      await this.plane.tryKubectl(["create", "--filename=-"], { input: JSON.stringify(this.service(gateway)) });
      this.served.add(metadata.name);
    } else if (!isOurs && isHeld && (await this.isServiceGone(gateway))) {
      await this.hold(gateways, gateway, false);
      this.released.push(`Gateway ${metadata.name}`);
    }
  }

  private get finalizer(): string {
    return `${finalizer}-${this.care.className}`;
  }

  private serviceName({ metadata }: GatewayObject): string {
    return `${metadata.name}-${this.care.className}`;
  }

  private service(gateway: GatewayObject): object {
    const { name, namespace, uid } = gateway.metadata;
    return {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        name: this.serviceName(gateway),
        namespace,
        finalizers: [this.finalizer],
        ownerReferences: [{ apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway", name, uid }],
      },
      spec: { type: "LoadBalancer", selector: { app: this.care.className }, ports: [{ port: 443 }] },
    };
  }

  /** Deletes the Service, and lets it go as soon as it is on its way. */
  private async isServiceGone(gateway: GatewayObject): Promise<boolean> {
    const name = this.serviceName(gateway);
    const { namespace = "" } = gateway.metadata;
    const service = (await this.list<KubernetesObject>("services")).find(
      ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
    );
    if (service === undefined) return true;
    if (service.metadata.deletionTimestamp === undefined) {
      await this.plane.tryKubectl(["delete", "service", name, "--namespace", namespace, "--wait=false"]);
    }
    await this.hold("services", service, false);
    this.released.push(`Service ${name}`);
    return true;
  }

  /** An object may go between a look and a change, so it is no failure if it cannot be changed: the next look tells. */
  private async hold(resource: string, { metadata }: KubernetesObject, isHeld: boolean): Promise<void> {
    const others = (metadata.finalizers ?? []).filter((other) => other !== this.finalizer);
    const finalizers = isHeld ? [...others, this.finalizer] : others;
    const place = ["--namespace", metadata.namespace ?? ""];
    const patch = JSON.stringify({ metadata: { finalizers } });
    await this.plane.tryKubectl(["patch", resource, metadata.name, ...place, "--type=merge", "--patch", patch]);
  }

  /** None, too, while the kind is not there. */
  private async list<T extends KubernetesObject>(resource: string): Promise<readonly T[]> {
    const { status, stdout } = await this.plane.tryKubectl(["get", resource, "--all-namespaces", "--output=json"]);
    return status === 0 ? (JSON.parse(stdout) as { readonly items: readonly T[] }).items : [];
  }
}
