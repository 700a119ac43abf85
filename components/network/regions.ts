import { didYouMean, type Problem } from "../core";

/** A separate AWS, with accounts of its own; part of every ARN. */
export type Partition = "aws" | "aws-cn" | "aws-us-gov" | "aws-eusc";

/** Domain of a partition's service endpoints. Source: `partitions.json` of the AWS SDKs, read in 2026-11. */
const dnsSuffixes: Readonly<Record<Partition, string>> = {
  aws: "amazonaws.com",
  "aws-cn": "amazonaws.com.cn",
  "aws-us-gov": "amazonaws.com",
  "aws-eusc": "amazonaws.eu",
};

/**
 * The regions that anybody can have an account in, and the partition of each. Source: the enum `aws.Region` of
 * `@pulumi/aws` 7.48.0 of 2026-09-22, without the isolated ones (`us-iso…`, `eu-iso…`); a test compares the two.
 */
export const regions = {
  "af-south-1": "aws",
  "ap-east-1": "aws",
  "ap-east-2": "aws",
  "ap-northeast-1": "aws",
  "ap-northeast-2": "aws",
  "ap-northeast-3": "aws",
  "ap-south-1": "aws",
  "ap-south-2": "aws",
  "ap-southeast-1": "aws",
  "ap-southeast-2": "aws",
  "ap-southeast-3": "aws",
  "ap-southeast-4": "aws",
  "ap-southeast-5": "aws",
  "ap-southeast-6": "aws",
  "ap-southeast-7": "aws",
  "ca-central-1": "aws",
  "ca-west-1": "aws",
  "cn-north-1": "aws-cn",
  "cn-northwest-1": "aws-cn",
  "eu-central-1": "aws",
  "eu-central-2": "aws",
  "eu-north-1": "aws",
  "eu-south-1": "aws",
  "eu-south-2": "aws",
  "eu-west-1": "aws",
  "eu-west-2": "aws",
  "eu-west-3": "aws",
  "eusc-de-east-1": "aws-eusc",
  "il-central-1": "aws",
  "me-central-1": "aws",
  "me-south-1": "aws",
  "mx-central-1": "aws",
  "sa-east-1": "aws",
  "us-east-1": "aws",
  "us-east-2": "aws",
  "us-gov-east-1": "aws-us-gov",
  "us-gov-west-1": "aws-us-gov",
  "us-west-1": "aws",
  "us-west-2": "aws",
} as const satisfies Readonly<Record<string, Partition>>;

export type Region = keyof typeof regions;

/** Most zones of a VPC: its CIDR is cut into as many parts. */
export const mostZones = 4;

export function isRegion(region: string): region is Region {
  return Object.hasOwn(regions, region);
}

/**
 * The partition of a region, for ARNs: `arn:<partition>:iam::…`.
 * @throws RangeError if the region is unknown; `checkRegion` tells before
 */
export function partitionOf(region: string): Partition {
  if (!isRegion(region)) throw new RangeError(`${region} is not a known AWS region`);
  return regions[region];
}

/**
 * The ARN of a bucket of S3.
 * @throws RangeError if the region is unknown; `checkRegion` tells before
 */
export function bucketArn(bucket: string, region: string): string {
  return `arn:${partitionOf(region)}:s3:::${bucket}`;
}

/**
 * The domain of a region's service endpoints, such as `amazonaws.com`.
 * @throws RangeError if the region is unknown; `checkRegion` tells before
 */
export function dnsSuffixOf(region: string): string {
  return dnsSuffixes[partitionOf(region)];
}

/** What is wrong with the name of a region. */
export function checkRegion(region: string, path: Problem["path"] = ["region"]): Problem[] {
  if (isRegion(region)) return [];
  const around = regionOfZone(region);
  const known = Object.keys(regions);
  const meant = didYouMean(region, known);
  return [
    {
      path,
      message: around === undefined ? "there is no such AWS region" : "this is an availability zone, not a region",
      found: region === "" ? '""' : region,
      allowed: around === undefined ? known.join(", ") : "the name of a region, without the letter of a zone",
      fix:
        around !== undefined
          ? `write ${around}`
          : meant === undefined
            ? "write one of these regions"
            : `did you mean ${meant}?`,
    },
  ];
}

/**
 * What is wrong with the zones of a network: their number, form and region. Which letters a region has differs from one
 * account to the next, so a letter is taken as right. Of an unknown region, no more is said about its zones.
 */
export function checkZones(region: string, zones: readonly string[], path: Problem["path"] = ["zones"]): Problem[] {
  return [
    ...checkZoneCount(zones, path),
    ...zones.flatMap((zone, index) => [
      ...(zones.indexOf(zone) < index ? [repeated(zone, [...path, index])] : []),
      ...(isRegion(region) ? checkZone(region, zone, [...path, index]) : []),
    ]),
  ];
}

/** What is wrong with one zone's name, in a region that is known. */
export function checkZone(region: Region, zone: string, path: Problem["path"]): Problem[] {
  const home = regionOfZone(zone);
  if (home === region) return [];
  const isZoneId = /^[a-z]{2,}\d+-az\d+$/.test(zone);
  return [
    {
      path,
      message: home !== undefined ? `this zone is in another region than ${region}` : describeMalformed(isZoneId),
      found: zone === "" ? '""' : zone,
      allowed: `${region} and one letter, such as ${region}a`,
      fix:
        home !== undefined
          ? `write ${region}${zone.slice(-1)}, or change the region to ${home}`
          : "write the name of an availability zone, as `aws ec2 describe-availability-zones` lists them",
    },
  ];
}

function describeMalformed(isZoneId: boolean): string {
  return isZoneId ? "this is the ID of a zone, not its name" : "this is not the name of an availability zone";
}

/** The region of `eu-central-1a`; undefined for what is not a zone's name. */
function regionOfZone(zone: string): Region | undefined {
  const region = zone.slice(0, -1);
  return /[a-z]$/.test(zone) && isRegion(region) ? region : undefined;
}

/** What is wrong with the number of zones. */
export function checkZoneCount(zones: readonly string[], path: Problem["path"] = ["zones"]): Problem[] {
  if (zones.length >= 1 && zones.length <= mostZones) return [];
  return [
    {
      path,
      message: zones.length === 0 ? "a network needs at least one zone" : "these are too many zones",
      found: zones.length === 0 ? "none" : `${zones.length}: ${zones.join(", ")}`,
      allowed: `1 to ${mostZones} zones`,
      fix: zones.length === 0 ? "name the zones; EKS needs two, production three" : `keep ${mostZones} at the most`,
    },
  ];
}

function repeated(zone: string, path: Problem["path"]): Problem {
  return { path, message: "this zone is named twice", found: zone, fix: "remove it, or name another zone" };
}
