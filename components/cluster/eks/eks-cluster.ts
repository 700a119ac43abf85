import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  checkDnsLabel,
  clusterNameRule,
  isClusterName,
  isDnsLabel,
  refuse,
  refuseComponent,
  SlipwayComponent,
  today,
  under,
  type Problem,
  type Transform,
  checkStatements,
  type PolicyStatement,
} from "../../core";
import { partitionOf, type NetworkHandle } from "../../network";
import type { Grant, GrantOptions, ServiceAccountRef } from "../handle";
import { providerOptions } from "../provider-options";
import { planAccess } from "./access";
import { EksAddOn } from "./add-on";
import type { AddOnName } from "./add-on-versions";
import { cniConfiguration, ipv6CniStatements, planCni, type PlannedCni } from "./cni";
import type { EksHandle } from "./eks-handle";
import { eksKubeconfig, endpointOf } from "./eks-kubeconfig";
import { checkControlPlane, checkNodes, controlPlaneLogs, type EksSpec } from "./eks-spec";
import { ServiceAccountIdentity } from "./identity";
import { defaultKubernetesVersion, warnKubernetesVersion } from "./kubernetes-versions";
import { NodeGroup, type NodeGroupTransform } from "./node-group";
import { ServiceRole, type ServiceRoleTransform } from "./service-role";

export interface EksClusterArgs extends EksSpec {
  readonly network: NetworkHandle;
  /** Its name at EKS: 1 to 100 letters, digits, `-` and `_`. Default: the component's name. */
  readonly clusterName?: string | undefined;
  /** ARN of the role that the AWS provider assumes, if it does: it asks for tokens too. Default: whoever runs the program. */
  readonly role?: string | undefined;
  /** Tags for what AWS makes by itself, which the provider's default tags do not reach. Default: none. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Versions of the add-ons that nodes need, in place of those of the table. Default: none. */
  readonly addOnVersions?: Partial<Readonly<Record<AddOnName, string | undefined>>> | undefined;
  /** The day on which versions are judged, `YYYY-MM-DD`. Default: today. */
  readonly today?: string | undefined;
  readonly transform?: EksClusterTransform | undefined;
}

/** One transform for each child. */
export interface EksClusterTransform {
  readonly encryptionKey?: Transform<aws.kms.KeyArgs>;
  readonly encryptionAlias?: Transform<aws.kms.AliasArgs>;
  readonly logGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
  readonly controlPlane?: Transform<eks.ClusterArgs>;
  readonly controlPlaneRole?: ServiceRoleTransform;
  readonly nodeRole?: ServiceRoleTransform;
  /** A function is called for each, with its logical name. */
  readonly accessEntry?: Transform<aws.eks.AccessEntryArgs>;
  readonly accessPolicyAssociation?: Transform<aws.eks.AccessPolicyAssociationArgs>;
  readonly securityGroupTag?: Transform<aws.ec2.TagArgs>;
  readonly provider?: Transform<k8s.ProviderArgs>;
  /** By the add-on's name. */
  readonly addOns?: Partial<Readonly<Record<AddOnName, Transform<aws.eks.AddonArgs>>>>;
  /** By the group's name. */
  readonly nodeGroups?: Readonly<Record<string, NodeGroupTransform>>;
}

/** Days until a key is gone that is to be deleted: the longest that KMS offers, and the shortest. */
const keyDeletionDays = { protected: 30, unprotected: 7 };

/**
 * An EKS cluster with its nodes: control plane, encryption, logs, access entries, the add-ons that nodes need before they
 * start, node groups, and cloud identities for service accounts.
 *
 * It is made with `eks.Cluster`, which needs the program `aws` on the PATH of whoever applies it. The role that makes it is its
 * administrator. It costs $73 a month without nodes ($438 past the end of standard support).
 * @throws SlipwayError with everything that is wrong with the arguments, before anything is registered
 */
export class EksCluster extends SlipwayComponent implements EksHandle {
  readonly target = "eks";
  readonly ipFamily: "ipv4" | "ipv6";
  readonly region: string;
  readonly clusterName: string;
  readonly kubernetesVersion: string;
  readonly network: NetworkHandle;
  readonly autoMode: boolean;
  readonly cni: PlannedCni | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly awsProvider: pulumi.ProviderResource | undefined;
  readonly controlPlane: eks.Cluster;
  readonly deletedWith: pulumi.Resource;
  readonly securityGroupId: pulumi.Output<string>;
  readonly nodeRoleArn: pulumi.Output<string>;
  readonly nodePrerequisites: readonly pulumi.Resource[];
  readonly nodes: readonly pulumi.Resource[];
  readonly provider: k8s.Provider;
  /** Where the API server answers. */
  readonly endpoint: pulumi.Output<string>;
  /** For kubectl and other tools; a secret. */
  readonly kubeconfig: pulumi.Output<string>;

  readonly #args: EksClusterArgs;
  readonly #granted = new Set<string>();

  constructor(name: string, args: EksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const { network, version = defaultKubernetesVersion, supportType = "STANDARD" } = args;
    const clusterName = args.clusterName ?? name;
    const day = args.today ?? today();
    refuseComponent("EksCluster", name, [
      ...checkClusterName(clusterName),
      ...checkControlPlane(args, { creator: args.role, today: day }),
      ...checkNodes(args, {
        region: network.region,
        zones: network.zones,
        isDualStack: network.isDualStack,
        hasPodSubnets: network.subnets.pods.length > 0,
      }),
      ...checkTransform(args),
    ]);
    super("EksCluster", name, opts);
    for (const { message, fix } of warnKubernetesVersion(version, day, supportType)) {
      void pulumi.log.warn(`${message}: ${fix}`, this);
    }
    this.#args = args;
    this.network = network;
    this.region = network.region;
    this.clusterName = clusterName;
    this.kubernetesVersion = version;
    this.ipFamily = args.ipFamily ?? "ipv4";
    this.autoMode = args.autoMode ?? false;
    this.cni = this.autoMode ? undefined : planCni(args.cni, this.ipFamily);
    this.tags = args.tags ?? {};
    this.awsProvider = this.getProvider("aws::");

    this.controlPlane = this.createControlPlane(this.createEncryptionKey(), this.createLogGroup());
    this.deletedWith = this.controlPlane;
    this.securityGroupId = this.controlPlane.clusterSecurityGroupId;
    this.tagSecurityGroup();
    const access = this.createAccess();

    this.nodeRoleArn = this.createNodeRole();
    this.nodePrerequisites = [...this.createNodeAddOns(), ...network.egress];
    this.nodes = this.createNodeGroups();

    this.endpoint = endpointOf(this.controlPlane.kubeconfigJson);
    this.kubeconfig = this.describeAccess();
    this.provider = this.createProvider(access);
    this.registerOutputs({
      clusterName,
      endpoint: this.endpoint,
      kubernetesVersion: version,
      kubeconfig: this.kubeconfig,
    });
  }

  get name(): string {
    return this.logicalName;
  }

  /**
   * Gives a service account a cloud identity with these permissions, and no others.
   * @throws SlipwayError if the statements allow everything, if the account was granted something already, or if IRSA is asked
   * for and the cluster has it not
   */
  grant(serviceAccount: ServiceAccountRef, statements: readonly PolicyStatement[], options: GrantOptions = {}): Grant {
    const { namespace, name } = serviceAccount;
    const byToken = options.identity === "irsa";
    refuse(
      `EksCluster ${this.name}`,
      under(
        ["grant", `${namespace}/${name}`],
        [
          ...checkDnsLabel("a namespace", namespace),
          ...(name.split(".").every(isDnsLabel) ? [] : checkDnsLabel("a service account", name)),
          ...(this.#granted.has(`${namespace}/${name}`) ? [grantedTwice] : []),
          ...checkStatements(statements),
          ...(byToken ? this.checkIrsa() : []),
        ],
      ),
      "nothing was granted",
    );
    this.#granted.add(`${namespace}/${name}`);
    const identity = new ServiceAccountIdentity(
      `${this.logicalName}-identity-${namespace}.${name}`,
      {
        clusterName: this.clusterName,
        serviceAccount,
        statements,
        ...(byToken
          ? { oidc: { arn: this.controlPlane.oidcProviderArn, url: this.controlPlane.oidcProviderUrl } }
          : {}),
      },
      { parent: this, dependsOn: [this.controlPlane] },
    );
    return {
      annotations: byToken ? { "eks.amazonaws.com/role-arn": identity.roleArn } : {},
      dependsOn: identity.ready,
    };
  }

  private checkIrsa() {
    if (this.#args.irsa === true) return [];
    return [
      {
        path: [],
        message: "the cluster has no OIDC provider for IRSA",
        fix: "set irsa: true, or use EKS Pod Identity",
      },
    ];
  }

  private createEncryptionKey(): aws.kms.Key {
    const isProtected = this.#args.protected ?? false;
    const key = new aws.kms.Key(
      ...this.child(
        "encryption",
        {
          description: `Secrets of the EKS cluster ${this.clusterName}`,
          enableKeyRotation: true,
          deletionWindowInDays: isProtected ? keyDeletionDays.protected : keyDeletionDays.unprotected,
        },
        this.#args.transform?.encryptionKey,
        { protect: isProtected },
      ),
    );
    new aws.kms.Alias(
      ...this.child(
        "encryption",
        { name: `alias/eks/${this.clusterName}`, targetKeyId: key.keyId },
        this.#args.transform?.encryptionAlias,
      ),
    );
    return key;
  }

  /** EKS would make it itself, and keep its logs forever. */
  private createLogGroup(): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
      ...this.child(
        "logs",
        { name: `/aws/eks/${this.clusterName}/cluster`, retentionInDays: this.#args.logRetentionDays ?? 30 },
        this.#args.transform?.logGroup,
        { protect: this.#args.protected ?? false },
      ),
    );
  }

  private createControlPlane(key: aws.kms.Key, logGroup: aws.cloudwatch.LogGroup): eks.Cluster {
    const { publicAccessCidrs, supportType = "STANDARD", irsa = false, transform } = this.#args;
    const isProtected = this.#args.protected ?? false;
    const role = this.createControlPlaneRole();
    const [name, args, opts] = this.child<eks.ClusterArgs>(
      "",
      {
        name: this.clusterName,
        version: this.kubernetesVersion,
        authenticationMode: "API",
        vpcId: this.network.vpcId,
        subnetIds: this.network.subnets.private.map(({ id }) => id),
        endpointPrivateAccess: true,
        endpointPublicAccess: publicAccessCidrs !== undefined,
        ...(publicAccessCidrs === undefined ? {} : { publicAccessCidrs: [...publicAccessCidrs] }),
        encryptionConfigKeyArn: key.arn,
        enabledClusterLogTypes: [...controlPlaneLogs],
        upgradePolicy: { supportType },
        deletionProtection: isProtected,
        serviceRole: role.role,
        ipFamily: this.ipFamily,
        createOidcProvider: irsa,
        // What it would make by itself is made here, in an order that lets CoreDNS wait for nodes.
        skipDefaultNodeGroup: true,
        skipDefaultSecurityGroups: true,
        bootstrapSelfManagedAddons: false,
        useDefaultVpcCni: true,
        kubeProxyAddonOptions: { enabled: false },
        corednsAddonOptions: { enabled: false },
        ...(this.autoMode ? { autoMode: { enabled: true } } : {}),
      },
      transform?.controlPlane,
      { dependsOn: [...role.attachments, logGroup], protect: isProtected },
    );
    return new eks.Cluster(name, args, this.withProvider("aws", opts));
  }

  private createControlPlaneRole(): ServiceRole {
    const forAutoMode = [
      "AmazonEKSComputePolicy",
      "AmazonEKSBlockStoragePolicy",
      "AmazonEKSLoadBalancingPolicy",
      "AmazonEKSNetworkingPolicy",
    ];
    return new ServiceRole(
      `${this.logicalName}-control-plane`,
      {
        roleName: `${this.clusterName}-control-plane`,
        description: `The control plane of the EKS cluster ${this.clusterName}`,
        trust: {
          principal: { Service: "eks.amazonaws.com" },
          actions: ["sts:AssumeRole", ...(this.autoMode ? (["sts:TagSession"] as const) : [])],
        },
        managedPolicies: ["AmazonEKSClusterPolicy", ...(this.autoMode ? forAutoMode : [])].map((policy) =>
          this.managedPolicy(policy),
        ),
        transform: this.#args.transform?.controlPlaneRole,
      },
      { parent: this },
    );
  }

  /** EKS makes this group, so tags that controllers look for are put on it afterwards. */
  private tagSecurityGroup(): void {
    new aws.ec2.Tag(
      ...this.child<aws.ec2.TagArgs>(
        "discovery",
        { resourceId: this.securityGroupId, key: "karpenter.sh/discovery", value: this.clusterName },
        this.#args.transform?.securityGroupTag,
      ),
    );
  }

  private createAccess(): pulumi.Resource[] {
    const clusterName = this.clusterName;
    return planAccess(this.#args.access).flatMap((planned) => {
      const { key, principal, policy, namespaces, group, formerKey, isProtected } = planned;
      const opts = { dependsOn: [this.controlPlane], protect: isProtected && this.#args.protected !== false };
      const entry = new aws.eks.AccessEntry(
        ...this.child<aws.eks.AccessEntryArgs>(
          `access-${key}`,
          { clusterName, principalArn: principal, ...(group === undefined ? {} : { kubernetesGroups: [group] }) },
          this.#args.transform?.accessEntry,
          formerKey === undefined ? opts : { ...opts, aliases: [{ name: `${this.logicalName}-access-${formerKey}` }] },
        ),
      );
      if (policy === undefined) return [entry];
      const association = new aws.eks.AccessPolicyAssociation(
        ...this.child<aws.eks.AccessPolicyAssociationArgs>(
          `access-${key}`,
          {
            clusterName,
            principalArn: entry.principalArn,
            policyArn: `arn:${this.partition}:eks::aws:cluster-access-policy/${policy}`,
            accessScope:
              namespaces === undefined ? { type: "cluster" } : { type: "namespace", namespaces: [...namespaces] },
          },
          this.#args.transform?.accessPolicyAssociation,
          // Other namespaces make another association of the same policy, which the deletion of the old one would take away.
          { ...opts, deleteBeforeReplace: true },
        ),
      );
      return [entry, association];
    });
  }

  private createNodeRole(): pulumi.Output<string> {
    if (this.autoMode) return pulumi.output("");
    const role = new ServiceRole(
      `${this.logicalName}-node`,
      {
        roleName: `${this.clusterName}-node`,
        description: `The nodes of the EKS cluster ${this.clusterName}`,
        trust: { principal: { Service: "ec2.amazonaws.com" }, actions: ["sts:AssumeRole"] },
        managedPolicies: ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"].map((policy) =>
          this.managedPolicy(policy),
        ),
        transform: this.#args.transform?.nodeRole,
      },
      { parent: this },
    );
    return role.arn;
  }

  /** A node becomes ready by these, so they are there before it. */
  private createNodeAddOns(): EksAddOn[] {
    if (this.cni === undefined) return [];
    const addOn = (name: AddOnName, args: Partial<ConstructorParameters<typeof EksAddOn>[1]> = {}): EksAddOn =>
      new EksAddOn(
        `${this.logicalName}-${name}`,
        {
          clusterName: this.clusterName,
          kubernetesVersion: this.kubernetesVersion,
          addOn: name,
          version: this.#args.addOnVersions?.[name],
          transform: this.#args.transform?.addOns?.[name],
          after: [this.controlPlane],
          ...args,
        },
        { parent: this },
      );
    return [
      addOn("vpc-cni", {
        configuration: cniConfiguration(this.cni, this.network, this.securityGroupId),
        identity: {
          serviceAccount: "aws-node",
          ...(this.ipFamily === "ipv6"
            ? { statements: ipv6CniStatements(this.partition) }
            : { managedPolicies: [this.managedPolicy("AmazonEKS_CNI_Policy")] }),
        },
      }),
      addOn("kube-proxy"),
      addOn("eks-pod-identity-agent"),
    ];
  }

  private createNodeGroups(): pulumi.Resource[] {
    // Its nodes come and go by themselves, but none outlives the way out of its subnet.
    if (this.autoMode) return [this.controlPlane, ...this.network.egress];
    return Object.entries(this.#args.nodeGroups ?? {}).map(
      ([name, spec]) =>
        new NodeGroup(
          `${this.logicalName}-${name}`,
          { ...spec, cluster: this, transform: this.#args.transform?.nodeGroups?.[name] },
          { parent: this },
        ).managed,
    );
  }

  private describeAccess(): pulumi.Output<string> {
    const { region, clusterName } = this;
    return eksKubeconfig({ region, clusterName, role: this.#args.role, source: this.controlPlane.kubeconfigJson });
  }

  /**
   * Region and name identify the cluster: another address, authority or role replaces nothing. The access entries outlive the
   * objects, or whoever takes the objects away would be locked out.
   */
  private createProvider(access: readonly pulumi.Resource[]): k8s.Provider {
    return new k8s.Provider(
      ...this.child<k8s.ProviderArgs>(
        "",
        { kubeconfig: this.kubeconfig, clusterIdentifier: `${this.region}/${this.clusterName}`, ...providerOptions },
        this.#args.transform?.provider,
        { dependsOn: [...access] },
      ),
    );
  }

  private get partition(): string {
    return partitionOf(this.region);
  }

  private managedPolicy(name: string): string {
    return `arn:${this.partition}:iam::aws:policy/${name}`;
  }
}

const grantedTwice: Problem = {
  path: [],
  message: "this service account has an identity already, and it can have one",
  fix: "put all statements into one grant",
};

/** A transform of a group that is not there would do nothing. */
function checkTransform({ transform, nodeGroups = {} }: EksClusterArgs): Problem[] {
  return Object.keys(transform?.nodeGroups ?? {})
    .filter((name) => !Object.hasOwn(nodeGroups, name))
    .map((name) => ({
      path: ["transform", "nodeGroups", name],
      message: "there is no such node group",
      found: name,
      allowed: Object.keys(nodeGroups).join(", "),
      fix: "name one of the groups",
    }));
}

/** What is wrong with a cluster's name at EKS. */
export function checkClusterName(name: string, path: Problem["path"] = ["clusterName"]): Problem[] {
  if (isClusterName(name)) return [];
  return [
    {
      path,
      message: "EKS does not take this as the name of a cluster",
      found: name,
      allowed: clusterNameRule,
      fix: "write another name",
    },
  ];
}
