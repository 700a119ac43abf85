import type * as pulumi from "@pulumi/pulumi";

/*
 * The custom resources of Karpenter 1.14, as far as they are written here. Source: the CRDs of that release,
 * https://github.com/aws/karpenter-provider-aws/tree/v1.14.1/pkg/apis/crds.
 */

/** `karpenter.sh/v1`, kind `NodePool`. */
export interface NodePool {
  readonly disruption: {
    readonly consolidationPolicy: "WhenEmpty" | "WhenEmptyOrUnderutilized" | "Balanced";
    /** A duration, or `Never`. */
    readonly consolidateAfter: string;
    readonly budgets: readonly {
      readonly nodes: string;
      readonly reasons?: readonly ("Empty" | "Underutilized" | "Drifted")[];
      readonly schedule?: string;
      readonly duration?: string;
    }[];
  };
  readonly limits: Readonly<Record<string, string>>;
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: {
      readonly nodeClassRef: {
        readonly group: "karpenter.k8s.aws";
        readonly kind: "EC2NodeClass";
        readonly name: string;
      };
      readonly requirements: readonly Requirement[];
      readonly taints?: readonly Taint[];
      readonly startupTaints?: readonly Taint[];
      /** A duration, or `Never`. */
      readonly expireAfter: string;
      readonly terminationGracePeriod: string;
    };
  };
  readonly weight?: number;
}

export interface Requirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
  readonly values?: readonly string[];
  readonly minValues?: number;
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

type Selector = readonly { readonly id: pulumi.Input<string> }[];

/** `karpenter.k8s.aws/v1`, kind `EC2NodeClass`. */
export interface Ec2NodeClass {
  readonly instanceProfile: pulumi.Input<string>;
  readonly amiFamily?: "AL2023" | "Bottlerocket";
  readonly amiSelectorTerms: readonly ({ readonly alias: string } | { readonly id: string })[];
  readonly subnetSelectorTerms: Selector;
  readonly securityGroupSelectorTerms: Selector;
  readonly blockDeviceMappings: readonly BlockDeviceMapping[];
  readonly metadataOptions: {
    readonly httpEndpoint: "enabled";
    readonly httpTokens: "required";
    readonly httpPutResponseHopLimit: number;
    readonly httpProtocolIPv6: "enabled" | "disabled";
  };
  readonly tags: Readonly<Record<string, string>>;
  readonly kubelet?: { readonly maxPods: number };
  readonly detailedMonitoring?: boolean;
  readonly userData?: string;
}

export interface BlockDeviceMapping {
  readonly deviceName: string;
  readonly ebs: {
    readonly volumeSize: string;
    readonly volumeType: "gp3" | "io2";
    readonly encrypted: true;
    readonly deleteOnTermination: true;
    readonly iops?: number;
    readonly throughput?: number;
    readonly kmsKeyID?: string;
  };
}
