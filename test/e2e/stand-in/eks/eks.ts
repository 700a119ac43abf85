import * as aws from "@pulumi/aws";
import type { ClusterArgs, ManagedNodeGroupArgs } from "@pulumi/eks";
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
    // The program's own arguments, in the types that the SDK has for them.
    const component =
      type === "eks:index:Cluster"
        ? new Cluster(name, inputs, options)
        : new ManagedNodeGroup(name, inputs as unknown as ManagedNodeGroupArgs, options);
    return Promise.resolve({ urn: component.urn, state: component.state });
  },
};

class Cluster extends pulumi.ComponentResource {
  readonly state: pulumi.Inputs;

  constructor(name: string, inputs: ClusterArgs, options: pulumi.ComponentResourceOptions) {
    super("eks:index:Cluster", name, {}, options);
    const cluster = new aws.eks.Cluster(
      `${name}-eksCluster`,
      {
        ...pick(inputs, [
          "name",
          "version",
          "bootstrapSelfManagedAddons",
          "deletionProtection",
          "enabledClusterLogTypes",
        ]),
        roleArn: pulumi.output(inputs.serviceRole).apply((role) => (role === undefined ? pulumi.output("") : role.arn)),
        accessConfig: { ...pick(inputs, ["authenticationMode"]), bootstrapClusterCreatorAdminPermissions: true },
        encryptionConfig: { provider: { keyArn: inputs.encryptionConfigKeyArn ?? "" }, resources: ["secrets"] },
        kubernetesNetworkConfig: pick(inputs, ["ipFamily"]),
        ...pick(inputs, ["upgradePolicy"]),
        vpcConfig: {
          subnetIds: inputs.subnetIds ?? [],
          ...pick(inputs, ["endpointPrivateAccess", "endpointPublicAccess", "publicAccessCidrs"]),
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
    { cluster, ignoreScalingChanges, ...inputs }: ManagedNodeGroupArgs,
    options: pulumi.ComponentResourceOptions,
  ) {
    super("eks:index:ManagedNodeGroup", name, {}, options);
    new aws.eks.NodeGroup(name, inputs as unknown as aws.eks.NodeGroupArgs, {
      parent: this,
      ignoreChanges: ignoreScalingChanges === true ? ["scalingConfig.desiredSize"] : [],
    });
    this.state = { placementGroupName: "" };
    this.registerOutputs(this.state);
  }
}

function pick<T extends object, K extends keyof T>(inputs: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, inputs[key]])) as Pick<T, K>;
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
