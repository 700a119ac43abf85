import { checkDnsLabel, isReservedTag, type Problem } from "../../core";
import type { Surroundings } from "../frame/add-on";
import { checkWhole } from "../frame/whole-numbers";
import { checkFilled } from "./check-fields";
import { defaultAmiAlias, type NodeClassSpec } from "./node-class-spec";

/** What is wrong with one class. Paths are relative to it. */
export function checkNodeClass(
  name: string,
  spec: NodeClassSpec,
  { isProduction }: Pick<Surroundings, "isProduction">,
): Problem[] {
  return [
    ...checkDnsLabel("a node class", name),
    ...checkImages(spec, isProduction),
    ...checkFilled({ subnetIds: spec.subnetIds, securityGroupIds: spec.securityGroupIds }),
    ...checkIds("subnetIds", spec.subnetIds, "subnet"),
    ...checkIds("securityGroupIds", spec.securityGroupIds, "sg"),
    ...checkDisk(spec),
    ...checkWhole(["maxPods"], spec.maxPods, 1, 737),
    ...checkTags(spec.tags ?? {}),
    ...(spec.userData?.trim() === ""
      ? [
          {
            path: ["userData"],
            message: "userData is empty",
            found: '""',
            fix: "write what nodes start with, or leave it out",
          },
        ]
      : []),
  ];
}

function checkImages(spec: NodeClassSpec, isProduction: boolean): Problem[] {
  const { amiAlias, amiIds, family } = spec;
  return [
    ...(amiAlias === undefined ? [] : checkAlias(amiAlias, isProduction)),
    ...(amiAlias !== undefined && amiIds !== undefined
      ? [
          {
            path: ["amiIds"],
            message: "there are two choices of an image",
            found: "amiAlias and amiIds",
            fix: "remove one of them",
          },
        ]
      : []),
    ...(family !== undefined && amiIds === undefined
      ? [
          {
            path: ["family"],
            message: "the family says how nodes of images by ID join, and there are none",
            found: family,
            fix: `write amiAlias: ${family === "bottlerocket" ? "bottlerocket@v…" : defaultAmiAlias} in its place`,
          },
        ]
      : []),
    ...checkFilled({ amiIds }),
    ...checkIds("amiIds", amiIds, "ami"),
  ];
}

const aliasForms: Readonly<Record<string, RegExp>> = {
  al2023: /^v20\d{6}$/,
  bottlerocket: /^v\d+\.\d+\.\d+$/,
};

function checkAlias(alias: string, isProduction: boolean): Problem[] {
  const path = ["amiAlias"];
  const [family = "", version = ""] = alias.split("@");
  if (family === "al2") {
    return [
      {
        path,
        message: "Amazon Linux 2 has had no images for EKS since 2025-11-26, and no support since 2026-06-30",
        found: alias,
        allowed: "al2023@v…, bottlerocket@v…",
        fix: `write ${defaultAmiAlias}`,
      },
    ];
  }
  const form = aliasForms[family];
  if (form === undefined || (version !== "latest" && !form.test(version))) {
    return [
      {
        path,
        message: "this is no machine image that can be used here",
        found: alias,
        allowed: "al2023@v and the day of a release, bottlerocket@v and a version, or @latest",
        fix: `write it like ${defaultAmiAlias} or bottlerocket@v1.50.0`,
      },
    ];
  }
  if (version !== "latest" || !isProduction) return [];
  return [
    {
      path,
      message: "in production the image of nodes is pinned: a new release would replace all of them untried",
      found: alias,
      allowed: `a release, such as ${family === "al2023" ? defaultAmiAlias : "bottlerocket@v1.50.0"}`,
      fix: "write the release that was tried in another environment, or leave it out",
    },
  ];
}

function checkIds(field: string, ids: readonly string[] = [], prefix: string): Problem[] {
  return [...ids.entries()]
    .filter(([, id]) => !new RegExp(`^${prefix}-[0-9a-z]+$`).test(id))
    .map(([index, id]) => ({
      path: [field, index],
      message: "this is no ID of AWS",
      found: id,
      allowed: `${prefix}- and letters and digits`,
      fix: `write it like ${prefix}-0a1b2c3d4e5f60718`,
    }));
}

function checkDisk(spec: NodeClassSpec): Problem[] {
  const { diskGiB, diskType = "gp3", diskIops, diskThroughput, kmsKey } = spec;
  return [
    ...checkWhole(["diskGiB"], diskGiB, 20, 16_384),
    ...checkWhole(["diskIops"], diskIops, diskType === "gp3" ? 3000 : 100, diskType === "gp3" ? 80_000 : 256_000),
    ...checkWhole(["diskThroughput"], diskThroughput, 125, 2000),
    ...(diskType === "io2" && diskIops === undefined
      ? [
          {
            path: ["diskIops"],
            message: "a disk of the type io2 has as many operations as are paid for",
            found: "none",
            fix: "write diskIops: …",
          },
        ]
      : []),
    ...(diskType === "io2" && diskThroughput !== undefined
      ? [
          {
            path: ["diskThroughput"],
            message: "the throughput of a disk of the type io2 follows from its operations",
            found: String(diskThroughput),
            fix: "remove it, or write diskType: gp3",
          },
        ]
      : []),
    ...(kmsKey === undefined || /^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/.test(kmsKey)
      ? []
      : [
          {
            path: ["kmsKey"],
            message: "this is no ARN of a KMS key",
            found: kmsKey,
            allowed: "arn:aws:kms:…:key/…, no alias, as the controller is allowed to use this key alone",
            fix: "write the ARN of the key itself",
          },
        ]),
  ];
}

/** Tags by which Karpenter and EKS know what is theirs. */
const ownTags = ["karpenter.sh/nodepool", "karpenter.sh/nodeclaim", "karpenter.k8s.aws/ec2nodeclass"];

function checkTags(tags: Readonly<Record<string, string>>): Problem[] {
  return Object.keys(tags)
    .filter((key) => key !== "Name" && (isReservedTag(key) || ownTags.includes(key)))
    .map((key) => ({
      path: ["tags", key],
      message: "this tag is set by AWS, Karpenter or this program",
      found: key,
      fix: "use another key, or leave it out",
    }));
}
