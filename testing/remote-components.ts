import { fakeAwsOutputs, placeOf, type Place } from "./aws-fakes";
import type { RecordedResource } from "./resource";

/** What a remote component makes: a resource of its own, as far as cost, time and policy look at it. */
type Maker = (component: RecordedResource) => readonly Pick<RecordedResource, "type" | "name" | "inputs">[];

/**
 * What the remote components of `@pulumi/eks` make within their plugin, where a recorder cannot see it. Source: their
 * implementation in version 4.3.0, for the arguments that this project gives.
 */
const makers: Readonly<Record<string, Maker>> = {
  "eks:index:Cluster": ({ name, inputs }) => [
    {
      type: "aws:eks/cluster:Cluster",
      name: `${name}-eksCluster`,
      inputs: {
        ...pick(inputs, [
          "name",
          "version",
          "enabledClusterLogTypes",
          "upgradePolicy",
          "deletionProtection",
          "bootstrapSelfManagedAddons",
        ]),
        accessConfig: { authenticationMode: inputs.authenticationMode, bootstrapClusterCreatorAdminPermissions: true },
        ...(inputs.encryptionConfigKeyArn === undefined
          ? {}
          : { encryptionConfig: { provider: { keyArn: inputs.encryptionConfigKeyArn }, resources: ["secrets"] } }),
        kubernetesNetworkConfig: {
          ipFamily: inputs.ipFamily,
          ...(inputs.autoMode === undefined ? {} : { elasticLoadBalancing: { enabled: true } }),
        },
        vpcConfig: pick(inputs, ["subnetIds", "endpointPrivateAccess", "endpointPublicAccess", "publicAccessCidrs"]),
        ...(inputs.autoMode === undefined
          ? {}
          : {
              computeConfig: { enabled: true, nodePools: ["general-purpose", "system"] },
              storageConfig: { blockStorage: { enabled: true } },
            }),
        tags: { Name: `${name}-eksCluster` },
      },
    },
    ...(inputs.createOidcProvider === true
      ? [
          {
            type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
            name: `${name}-oidcProvider`,
            inputs: { clientIdLists: ["sts.amazonaws.com"] },
          },
        ]
      : []),
    ...(inputs.autoMode === undefined ? [] : autoModeRole(name)),
  ],
  "eks:index:ManagedNodeGroup": ({ name, inputs }) => [
    {
      type: "aws:eks/nodeGroup:NodeGroup",
      name,
      inputs: Object.fromEntries(
        Object.entries(inputs).filter(([key]) => !["cluster", "ignoreScalingChanges"].includes(key)),
      ),
    },
  ],
};

function autoModeRole(name: string): ReturnType<Maker> {
  const role = `${name}-nodeRole`;
  return [
    {
      type: "aws:iam/role:Role",
      name: `${role}-role`,
      inputs: {
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Action: ["sts:AssumeRole"], Effect: "Allow", Principal: { Service: ["ec2.amazonaws.com"] } }],
        }),
      },
    },
    ...["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"].map((policy) => ({
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      name: `${role}-${policy}`,
      inputs: { policyArn: `arn:aws:iam::aws:policy/${policy}` },
    })),
  ];
}

/**
 * The resources of a program, and behind each remote component what it makes: it inherits provider, protection and
 * dependencies, as it does in the engine.
 */
export function expandRemoteComponents(resources: readonly RecordedResource[]): RecordedResource[] {
  const inputsOf = new Map(resources.map(({ path, inputs }) => [path, inputs]));
  return resources.flatMap((resource) => [
    resource,
    ...(makers[resource.type]?.(resource) ?? []).map((made) =>
      childOf(resource, made, placeOf(inputsOf.get(resource.provider ?? "") ?? {})),
    ),
  ]);
}

function childOf(
  component: RecordedResource,
  { type, name, inputs }: Pick<RecordedResource, "type" | "name" | "inputs">,
  place: Place,
): RecordedResource {
  const path = `${component.path}/${type.slice(type.lastIndexOf(":") + 1)}:${name}`;
  const fake = fakeAwsOutputs({ type, name, urn: path, inputs, ...place });
  return {
    ...component,
    path,
    type,
    name,
    parent: component.path,
    inputs,
    outputs: { id: fake?.id, ...fake?.outputs },
    propertyDependencies: {},
    ignoreChanges: ignoredBy[type]?.(component) ?? [],
    remote: false,
  };
}

/** Fields whose changes the plugin leaves alone, by the type of what it makes. */
const ignoredBy: Readonly<Record<string, (component: RecordedResource) => readonly string[]>> = {
  "aws:eks/cluster:Cluster": () => [
    "accessConfig.bootstrapClusterCreatorAdminPermissions",
    "bootstrapSelfManagedAddons",
  ],
  "aws:eks/nodeGroup:NodeGroup": ({ inputs }) =>
    inputs.ignoreScalingChanges === true ? ["scalingConfig.desiredSize"] : [],
};

function pick(inputs: RecordedResource["inputs"], keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => keys.includes(key)));
}
