import type { Rule } from "../rule";
import { awsRule, type Objection } from "./aws-rule";
import { hidden, list, look } from "./visible";
import { isPublicSubnet } from "./zones";

const launchTemplateType = "aws:ec2/launchTemplate:LaunchTemplate";
const nodeGroupType = "aws:eks/nodeGroup:NodeGroup";
const instanceType = "aws:ec2/instance:Instance";
const storageClassType = "kubernetes:storage.k8s.io/v1:StorageClass";

/** Provisioners that make EBS volumes: the driver, that of EKS Auto Mode, and the one that was in Kubernetes itself. */
const ebsProvisioners: readonly unknown[] = ["ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"];

/** A pod cannot take the identity of its node: only IMDSv2 answers, and its answer makes one hop. */
const imdsV2 = awsRule({
  name: "imds-v2",
  level: "mandatory",
  types: [launchTemplateType, instanceType],
  check: ({ inputs }) => {
    const options = look(inputs, "metadataOptions");
    if (options === hidden || look(options, "httpEndpoint") === "disabled") return [];
    const tokens = look(options, "httpTokens");
    const hops = look(options, "httpPutResponseHopLimit");
    return [
      ...(tokens === "required" || tokens === hidden
        ? []
        : [{ message: "IMDSv1 answers without a token", fix: "set metadataOptions.httpTokens to required" }]),
      // Not set is what the image says, which is 2 for the images of Amazon Linux 2023.
      ...(hops === 1 || hops === hidden
        ? []
        : [
            {
              message: `pods reach the instance metadata: the hop limit is ${typeof hops === "number" ? hops : "not set"}`,
              fix: "set metadataOptions.httpPutResponseHopLimit to 1",
            },
          ]),
    ];
  },
});

/** Without a launch template, EKS makes one, with a hop limit of 2 and a volume that is not encrypted. */
const nodeLaunchTemplates = awsRule({
  name: "node-launch-template",
  level: "mandatory",
  types: [nodeGroupType],
  check: ({ inputs }) =>
    look(inputs, "launchTemplate") === undefined
      ? [
          {
            message: "EKS makes its launch template, with a hop limit of 2 and a volume that is not encrypted",
            fix: "set launchTemplate",
          },
        ]
      : [],
});

/** Every EBS volume is encrypted, whoever makes it: a launch template, Kubernetes, or the program. */
const encryptedVolumes = awsRule({
  name: "encrypted-volumes",
  level: "mandatory",
  types: [launchTemplateType, instanceType, "aws:ebs/volume:Volume", storageClassType],
  check: ({ type, inputs }) => {
    switch (type) {
      case launchTemplateType:
        return templateVolumes(inputs);
      case instanceType:
        return instanceVolumes(inputs);
      case storageClassType:
        return ebsProvisioners.includes(look(inputs, "provisioner")) && !isOn(look(inputs, "parameters", "encrypted"))
          ? [{ message: "its volumes are not encrypted", fix: 'set parameters.encrypted to "true"' }]
          : [];
      default:
        return isOn(look(inputs, "encrypted"))
          ? []
          : [{ message: "it is not encrypted", fix: "set encrypted to true" }];
    }
  },
});

/** A node group runs an image that AWS still mends: Amazon Linux 2 had its last EKS images in November 2025. */
const supportedNodeImages = awsRule({
  name: "supported-node-images",
  level: "mandatory",
  types: [nodeGroupType, launchTemplateType],
  check: ({ inputs }) => {
    const fix = "use Amazon Linux 2023 (AL2023_x86_64_STANDARD) or Bottlerocket";
    return [look(inputs, "amiType"), look(inputs, "imageId")]
      .filter((image) => typeof image === "string" && /^AL2_|\/amazon-linux-2(-|\/)/.test(image))
      .map((image) => ({ message: `${String(image)} is Amazon Linux 2, which AWS no longer mends`, fix }));
  },
});

/** Nodes are reachable through load balancers only, never by an address of their own. */
const privateNodes = awsRule({
  name: "private-nodes",
  level: "mandatory",
  types: [nodeGroupType, launchTemplateType],
  check: (resource, around) => {
    const subnets = around.targets(resource, ["subnetIds"], "aws:ec2/subnet:Subnet").resources;
    const open = subnets.filter((subnet) => isPublicSubnet(subnet, around)).map(({ name }) => name);
    const interfaces = list(resource.inputs, "networkInterfaces").values;
    return [
      ...(open.length > 0
        ? [{ message: `its nodes are in public subnets: ${open.join(", ")}`, fix: "give it private subnets" }]
        : []),
      ...(interfaces.some((one) => ["true", true].some((on) => look(one, "associatePublicIpAddress") === on))
        ? [{ message: "its instances get public addresses", fix: "remove associatePublicIpAddress" }]
        : []),
    ];
  },
});

export const nodeRules: readonly Rule[] = [
  imdsV2,
  nodeLaunchTemplates,
  encryptedVolumes,
  supportedNodeImages,
  privateNodes,
];

function templateVolumes(inputs: object): Objection[] {
  const { values, isComplete } = list(inputs, "blockDeviceMappings");
  if (values.length === 0 && isComplete) {
    return [
      {
        message: "whether its volumes are encrypted is left to the image",
        fix: "add a blockDeviceMapping whose ebs.encrypted is true",
      },
    ];
  }
  return values
    .filter((mapping) => look(mapping, "noDevice") === undefined && look(mapping, "virtualName") === undefined)
    .filter((mapping) => !isOn(look(mapping, "ebs", "encrypted")))
    .map((mapping) => ({
      message: `the volume ${String(look(mapping, "deviceName"))} is not encrypted`,
      fix: "set ebs.encrypted to true",
    }));
}

function instanceVolumes(inputs: object): Objection[] {
  const root = look(inputs, "rootBlockDevice", "encrypted");
  const others = list(inputs, "ebsBlockDevices").values;
  return [
    ...(isOn(root)
      ? []
      : [{ message: "its root volume is not encrypted", fix: "set rootBlockDevice.encrypted to true" }]),
    ...others
      .filter((device) => !isOn(look(device, "encrypted")))
      .map((device) => ({
        message: `the volume ${String(look(device, "deviceName"))} is not encrypted`,
        fix: "set encrypted to true",
      })),
  ];
}

/** Flags of launch templates and storage classes are texts. What cannot be seen is not objected to. */
function isOn(value: unknown): boolean {
  return value === true || value === "true" || value === hidden;
}
