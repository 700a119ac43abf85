import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { inAccountOf, type EksHandle } from "../../cluster";
import { SlipwayComponent, type Transform } from "../../core";

export interface SharedFileSystemArgs {
  readonly cluster: Pick<EksHandle, "clusterName" | "network" | "securityGroupId" | "tags" | "awsProvider">;
  /** Whether Pulumi refuses to delete it, and what is on it. Default: false. */
  readonly protected?: boolean | undefined;
  readonly transform?: SharedFileSystemTransform | undefined;
}

/** One transform for each child. */
export interface SharedFileSystemTransform {
  readonly fileSystem?: Transform<aws.efs.FileSystemArgs>;
  readonly securityGroup?: Transform<aws.ec2.SecurityGroupArgs>;
  /** A function is called for each, with its logical name. */
  readonly mountTarget?: Transform<aws.efs.MountTargetArgs>;
}

const nfsPort = 2049;

/** An encrypted EFS file system that the nodes of a cluster reach in each of their zones. It costs by what is stored. */
export class SharedFileSystem extends SlipwayComponent {
  readonly fileSystemId: pulumi.Output<string>;
  /** What must be there before a pod mounts it. */
  readonly mountTargets: readonly pulumi.Resource[];

  constructor(name: string, args: SharedFileSystemArgs, opts?: pulumi.ComponentResourceOptions) {
    super("SharedFileSystem", name, inAccountOf(args.cluster, opts));
    const { cluster, transform } = args;
    const tags = { Name: `${cluster.clusterName}-${name}` };

    const fileSystem = new aws.efs.FileSystem(
      ...this.child(
        "",
        { encrypted: true, throughputMode: "elastic", lifecyclePolicies: [{ transitionToIa: "AFTER_30_DAYS" }], tags },
        transform?.fileSystem,
        { protect: args.protected ?? false },
      ),
    );
    const securityGroup = new aws.ec2.SecurityGroup(
      ...this.child<aws.ec2.SecurityGroupArgs>(
        "",
        {
          description: `NFS from the nodes of ${cluster.clusterName}`,
          vpcId: cluster.network.vpcId,
          ingress: [
            {
              description: "NFS from the nodes",
              protocol: "tcp",
              fromPort: nfsPort,
              toPort: nfsPort,
              securityGroups: [cluster.securityGroupId],
            },
          ],
          tags,
        },
        transform?.securityGroup,
      ),
    );
    this.mountTargets = cluster.network.subnets.private.map(
      ({ id, zone }) =>
        new aws.efs.MountTarget(
          ...this.child<aws.efs.MountTargetArgs>(
            zone,
            { fileSystemId: fileSystem.id, subnetId: id, securityGroups: [securityGroup.id] },
            transform?.mountTarget,
            // A file system has one in each zone, so another subnet's comes when the old one is gone.
            { deleteBeforeReplace: true },
          ),
        ),
    );
    this.fileSystemId = fileSystem.id;
    this.registerOutputs({ fileSystemId: this.fileSystemId });
  }
}
