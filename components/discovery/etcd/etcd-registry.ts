import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { isEks, type EksHandle } from "../../cluster";
import { labels, refuseComponent, SlipwayComponent } from "../../core";
import {
  headlessName,
  namespaceNameOf,
  plainNameOf,
  ScheduledJob,
  StatefulService,
  type ClaimHandle,
  type StatefulServiceSpec,
} from "../../workloads";
import { childOptions, handleInNamespace, registryPlace, type RegistryArgs } from "../registry-claim";
import { backupJob } from "./etcd-backup";
import { clientSecret, etcdCertificates, memberSecrets, type EtcdCertificateObject } from "./etcd-certificates";
import { backupNeedsEks, checkEtcdSpec } from "./etcd-check";
import { etcdFlags } from "./etcd-flags";
import { etcdImage } from "./etcd-images";
import { clientTarget, folders, peerTarget, planEtcd, type EtcdPlan } from "./etcd-plan";
import { etcdPorts, type EtcdBackupSpec, type EtcdSpec } from "./etcd-spec";

export interface EtcdRegistryArgs extends RegistryArgs {
  /** What the environment says of its etcd. */
  readonly spec: EtcdSpec;
}

/** Any user but root: the image needs none of its own. */
const user = 65532;

/**
 * An etcd of 3.7: a StatefulService of one, three or five members with a volume each, which speak TLS by certificates of two authorities of its
 * own (cert-manager), and a job that carries snapshots to a bucket. Who has the certificate of clients may do everything, as etcd's own users
 * are not switched on; the network policy lets in who claims it. Costs a volume for each member, and traffic between zones.
 * @throws SlipwayError with everything that is wrong with its options, before anything of it is registered
 */
export class EtcdRegistry extends SlipwayComponent {
  /** What its users know of it. */
  readonly handle: ClaimHandle;

  readonly #args: EtcdRegistryArgs;
  readonly #plan: EtcdPlan;

  constructor(name: string, args: EtcdRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    const { objectName, cluster, claim, spec } = args;
    const backup = spec.backup === false ? undefined : spec.backup;
    refuseComponent("EtcdRegistry", name, [
      ...checkEtcdSpec(spec),
      ...(backup !== undefined && !isEks(cluster) ? [backupNeedsEks] : []),
    ]);
    super("EtcdRegistry", name, opts, { provider: cluster.provider });
    this.#args = args;
    this.#plan = planEtcd(objectName, spec, claim.size, cluster.ipFamily);

    const certificates = this.createCertificates();
    const service = this.createService(certificates, opts);
    const job = backup !== undefined && isEks(cluster) ? [this.createBackup(backup, cluster, service, opts)] : [];

    this.handle = this.handleOf(service, job);
    this.registerOutputs({ objectName, members: this.#plan.members });
  }

  private createCertificates(): k8s.apiextensions.CustomResource[] {
    const { objectName, namespace, partOf, transform } = this.#args;
    const objects = etcdCertificates({
      objectName,
      headlessName: headlessName(objectName),
      namespace: namespaceNameOf(namespace),
      members: this.#plan.members,
    });
    const create = ({ apiVersion, kind, suffix, spec }: EtcdCertificateObject): k8s.apiextensions.CustomResource =>
      new k8s.apiextensions.CustomResource(
        ...this.child<k8s.apiextensions.CustomResourceArgs>(
          suffix,
          {
            apiVersion,
            kind,
            metadata: {
              name: `${objectName}-${suffix}`,
              namespace: namespaceNameOf(namespace),
              labels: labels({ name: objectName, partOf }),
            },
            spec,
          },
          kind === "Certificate" ? transform?.certificate : transform?.issuer,
        ),
      );
    return objects.map(create);
  }

  private createService(
    certificates: readonly pulumi.Resource[],
    opts: pulumi.ComponentResourceOptions | undefined,
  ): StatefulService {
    const { objectName, claim, transform } = this.#args;
    return new StatefulService(
      this.logicalName,
      {
        ...memberSpec(objectName, this.#plan, this.#args.spec),
        ...registryPlace(this.#args),
        objectName,
        protected: claim.protected ?? this.#args.protected,
        transform: transform?.service,
      },
      childOptions(this, opts, certificates),
    );
  }

  private createBackup(
    backup: EtcdBackupSpec,
    eks: EksHandle,
    service: StatefulService,
    opts: pulumi.ComponentResourceOptions | undefined,
  ): ScheduledJob {
    const { namespace, objectName, transform } = this.#args;
    const namespaceName = plainNameOf(namespace) ?? "";
    return new ScheduledJob(
      `${this.logicalName}-backup`,
      {
        ...backupJob(backup, { objectName, namespaceName, region: eks.region }),
        ...registryPlace(this.#args),
        cluster: eks,
        objectName: `${objectName}-backup`,
        transform: transform?.backup,
      },
      childOptions(this, opts, [service]),
    );
  }

  private handleOf(service: StatefulService, jobs: readonly ScheduledJob[]): ClaimHandle {
    const { objectName } = this.#args;
    const file = (key: string) => ({ fromSecret: { name: clientSecret(objectName), key } });
    const address = `${objectName}:${etcdPorts.client}`;
    return handleInNamespace(
      {
        host: objectName,
        port: String(etcdPorts.client),
        address,
        url: `https://${address}`,
        endpoints: this.#plan.endpoints.join(","),
        caCertificate: file("ca.crt"),
        certificate: file("tls.crt"),
        privateKey: file("tls.key"),
        tlsSecret: clientSecret(objectName),
      },
      { ...clientTarget(objectName), namespaceName: service.namespaceName },
      this,
      [service, ...jobs],
    );
  }
}

/** The pods of an etcd, but for where they run. */
export function memberSpec(objectName: string, plan: EtcdPlan, { storageClass }: EtcdSpec): StatefulServiceSpec {
  const secrets = memberSecrets(objectName);
  const probe = (path: string) => ({ http: { path, port: etcdPorts.metrics }, timeoutSeconds: 5 });
  return {
    image: etcdImage,
    command: ["/usr/local/bin/etcd"],
    args: etcdFlags(plan.member, plan.cluster),
    env: { POD_NAME: { fromField: "metadata.name" }, POD_NAMESPACE: { fromField: "metadata.namespace" } },
    // By gRPC, of which no standard health service is asked, so neither is what its probes go by.
    ports: {
      client: { port: etcdPorts.client, protocol: "tcp" },
      peer: { port: etcdPorts.peer, protocol: "tcp" },
    },
    replicas: plan.members,
    // None is ready before most of them are there.
    podManagement: "parallel",
    links: [{ linkTo: peerTarget(objectName) }],
    volumeClaims: {
      data: {
        size: plan.size,
        mountPath: folders.data,
        ...(storageClass === undefined ? {} : { class: storageClass }),
      },
    },
    volumes: {
      server: { secret: { name: secrets.server }, mountPath: folders.server, mode: "0440" },
      peer: { secret: { name: secrets.peer }, mountPath: folders.peer, mode: "0440" },
    },
    probes: {
      startup: { ...probe("/livez"), periodSeconds: 5, failureThreshold: 60 },
      readiness: probe("/readyz"),
      // It answers without the others, so that one that is alone is not killed for it.
      liveness: probe("/livez"),
    },
    metrics: { port: etcdPorts.metrics },
    logs: { format: "json" },
    security: { runAsUser: user, runAsGroup: user, fsGroup: user },
    spread: { zones: "required", nodes: "required" },
    disruptionBudget: { maxUnavailable: 1 },
    retention: { whenDeleted: plan.members === 1 ? "Delete" : "Retain" },
    // It hands over as leader before it ends.
    shutdown: { delaySeconds: 0, gracePeriodSeconds: 60 },
    resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "1Gi" } },
    component: "registry",
  };
}
