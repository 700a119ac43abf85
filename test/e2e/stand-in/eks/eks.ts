import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { setting } from "../settings";
import type { StandIn } from "../stand-in";

/*
 * The remote components of `@pulumi/eks`, as far as this project uses them: they make the resources of AWS that the real ones make, with the
 * names that those have (read in their implementation, version 4.3.0), and hand out the kubeconfig of the API server of the tests. The real
 * ones also give references to what they made, which this project does not read.
 */
export const eks: StandIn = {
  create: ({ type }) => {
    throw new Error(`the stand-in for eks makes components only, not ${type}`);
  },
  replaceOn: () => [],
  construct(name, type, inputs, options) {
    const component =
      type === "eks:index:Cluster" ? new Cluster(name, inputs, options) : new ManagedNodeGroup(name, inputs, options);
    return Promise.resolve({ urn: component.urn, state: component.state });
  },
};

class Cluster extends pulumi.ComponentResource {
  readonly state: pulumi.Inputs;

  constructor(name: string, inputs: pulumi.Inputs, options: pulumi.ComponentResourceOptions) {
    super("eks:index:Cluster", name, inputs, options);
    const cluster = new aws.eks.Cluster(
      `${name}-eksCluster`,
      {
        name: inputs.name,
        version: inputs.version,
        roleArn: pulumi.output(inputs.serviceRole).apply((role: aws.iam.Role) => role.arn),
        accessConfig: { authenticationMode: inputs.authenticationMode, bootstrapClusterCreatorAdminPermissions: true },
        bootstrapSelfManagedAddons: inputs.bootstrapSelfManagedAddons,
        deletionProtection: inputs.deletionProtection,
        enabledClusterLogTypes: inputs.enabledClusterLogTypes,
        encryptionConfig: { provider: { keyArn: inputs.encryptionConfigKeyArn }, resources: ["secrets"] },
        kubernetesNetworkConfig: { ipFamily: inputs.ipFamily },
        upgradePolicy: inputs.upgradePolicy,
        vpcConfig: {
          subnetIds: inputs.subnetIds,
          endpointPrivateAccess: inputs.endpointPrivateAccess,
          endpointPublicAccess: inputs.endpointPublicAccess,
          publicAccessCidrs: inputs.publicAccessCidrs,
        },
      },
      { parent: this },
    );
    const kubeconfigJson = cluster.endpoint.apply(() => JSON.stringify(kubeconfig()));
    this.state = {
      kubeconfigJson,
      clusterSecurityGroupId: cluster.vpcConfig.clusterSecurityGroupId,
      oidcProviderArn: "",
      oidcProviderUrl: "",
      oidcIssuer: "",
    };
    this.registerOutputs(this.state);
  }
}

class ManagedNodeGroup extends pulumi.ComponentResource {
  readonly state: pulumi.Inputs;

  constructor(
    name: string,
    { cluster: _, ignoreScalingChanges, ...inputs }: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
  ) {
    super("eks:index:ManagedNodeGroup", name, inputs, options);
    new aws.eks.NodeGroup(name, inputs as aws.eks.NodeGroupArgs, {
      parent: this,
      ignoreChanges: ignoreScalingChanges === true ? ["scalingConfig.desiredSize"] : [],
    });
    this.state = { placementGroupName: "" };
    this.registerOutputs(this.state);
  }
}

/** In the form in which the real component writes it, for the API server of the tests. */
function kubeconfig(): object {
  const file = setting("kubeconfig");
  if (file === undefined) throw new Error("the stand-in for eks was not told where the API server is");
  const { clusters } = parse(readFileSync(file, "utf8")) as { clusters: { cluster: Record<string, string> }[] };
  const { server, "certificate-authority": authority = "" } = clusters[0]?.cluster ?? {};
  const cluster = { server, "certificate-authority-data": readFileSync(authority).toString("base64") };
  return { apiVersion: "v1", kind: "Config", clusters: [{ name: "kubernetes", cluster }] };
}
