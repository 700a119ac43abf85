import type { AmiType } from "./ami-types";
import { amiFamily } from "./ami-types";

export interface NodeUserDataArgs {
  readonly amiType: AmiType;
  /** Most pods that a node takes. */
  readonly maxPods: number;
}

/**
 * What a node reads when it starts, in base64, as a launch template takes it; EKS adds what joins it to the cluster.
 * Amazon Linux 2023 reads a `NodeConfig` of nodeadm in a MIME part, Bottlerocket its settings in TOML.
 */
export function nodeUserData({ amiType, maxPods }: NodeUserDataArgs): string {
  const text =
    amiFamily(amiType)?.os === "bottlerocket"
      ? `[settings.kubernetes]\nmax-pods = ${maxPods}\n`
      : mimePart("application/node.eks.aws", nodeConfig(maxPods));
  return Buffer.from(text).toString("base64");
}

function nodeConfig(maxPods: number): string {
  return `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      maxPods: ${maxPods}
`;
}

function mimePart(type: string, text: string): string {
  const boundary = "==NODE==";
  return `MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="${boundary}"

--${boundary}
Content-Type: ${type}

${text}
--${boundary}--
`;
}
