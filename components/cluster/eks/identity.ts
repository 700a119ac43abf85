import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent, type PolicyStatement, type TrustStatement } from "../../core";
import type { ServiceAccountRef } from "../handle";
import { ServiceRole } from "./service-role";

/** Who assumes a role through the EKS Pod Identity agent: one service account, told by the tags that EKS puts on the session. */
export function podIdentityTrust({ namespace, name }: ServiceAccountRef): TrustStatement {
  return {
    principal: { Service: "pods.eks.amazonaws.com" },
    actions: ["sts:AssumeRole", "sts:TagSession"],
    conditions: {
      StringEquals: {
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": name,
      },
    },
  };
}

/** An OIDC provider of IAM that vouches for a cluster's service accounts. */
export interface OidcProvider {
  readonly arn: pulumi.Output<string>;
  /** Its URL, with or without `https://`. */
  readonly url: pulumi.Output<string>;
}

/** Who assumes a role by a token of the cluster: one service account. */
export function irsaTrust({ namespace, name }: ServiceAccountRef, oidc: OidcProvider): pulumi.Input<TrustStatement> {
  return pulumi.all([oidc.arn, oidc.url]).apply(([arn, url]): TrustStatement => {
    const issuer = url.replace(/^https:\/\//, "");
    return {
      principal: { Federated: arn },
      actions: ["sts:AssumeRoleWithWebIdentity"],
      conditions: {
        StringEquals: {
          [`${issuer}:aud`]: "sts.amazonaws.com",
          [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${name}`,
        },
      },
    };
  });
}

export interface ServiceAccountIdentityArgs {
  readonly clusterName: string;
  readonly serviceAccount: ServiceAccountRef;
  readonly statements: readonly PolicyStatement[];
  /** For IRSA; left out: EKS Pod Identity. */
  readonly oidc?: OidcProvider;
}

/** A cloud identity of one service account: a role with these permissions that no other name can assume. */
export class ServiceAccountIdentity extends SlipwayComponent {
  readonly roleArn: pulumi.Output<string>;
  /** What must be there before a pod starts. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ServiceAccountIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ServiceAccountIdentity", name, opts);
    const { clusterName, serviceAccount, statements, oidc } = args;
    const { namespace, name: account } = serviceAccount;
    const role = new ServiceRole(
      `${name}-role`,
      {
        // A namespace has no dot in its name, so two accounts never share a role, nor one with the cluster itself.
        roleName: `${clusterName}.${namespace}.${account}`,
        description: `The service account ${namespace}/${account} of the cluster ${clusterName}`,
        trust: oidc === undefined ? podIdentityTrust(serviceAccount) : irsaTrust(serviceAccount, oidc),
        statements,
      },
      { parent: this },
    );
    const association =
      oidc === undefined
        ? [
            new aws.eks.PodIdentityAssociation(
              ...this.child("", { clusterName, namespace, serviceAccount: account, roleArn: role.arn }),
            ),
          ]
        : [];
    this.roleArn = role.arn;
    this.ready = [...role.attachments, ...association];
    this.registerOutputs({ serviceAccount: `${namespace}/${account}` });
  }
}
