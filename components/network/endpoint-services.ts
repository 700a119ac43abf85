import type { Problem } from "../core";
import { partitionOf } from "./regions";

/** Services that have a gateway endpoint: an entry in the route tables, free of charge. */
export type GatewayService = "s3" | "dynamodb";

export const gatewayServices: readonly GatewayService[] = ["s3", "dynamodb"];

/** What an EKS cluster needs of AWS to run without a way to the internet, or a list of services by name. */
export type InterfaceEndpoints = "private" | readonly string[];

/**
 * The services that the preset `private` stands for. Source: EKS user guide, "Deploy private clusters with limited
 * internet access", read in 2026-11: all of its table that is not called optional. S3, where ECR keeps image layers,
 * comes by its gateway endpoint.
 */
export const privatePreset: readonly string[] = [
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "eks-auth",
  "elasticloadbalancing",
  "logs",
  "sts",
];

/**
 * Services whose endpoints have another prefix in some partitions, of those that this project may ask for. Source:
 * `getDefaultEndpointPrefix` in vpc-endpoint.ts of aws-cdk-lib, read in 2026-11; `aws ec2
 * describe-vpc-endpoint-services` lists them.
 */
const prefixed: Readonly<Record<string, { prefix: string; services: readonly string[] }>> = {
  "aws-cn": {
    prefix: "cn.com.amazonaws",
    services: [
      "autoscaling",
      "ebs",
      "ec2",
      "ecr.api",
      "ecr.dkr",
      "eks",
      "elasticache",
      "elasticfilesystem",
      "execute-api",
      "lambda",
      "monitoring",
      "rds",
      "sqs",
      "states",
      "sts",
      "xray",
    ],
  },
  "aws-eusc": { prefix: "eu.amazonaws", services: ["ecr.api", "ecr.dkr", "execute-api", "securityhub"] },
};

/** A name that stands for itself, such as `com.amazonaws.vpce.eu-central-1.vpce-svc-0123456789abcdef0`. */
const fullName = /^(com|cn\.com|eu)\.amazonaws\.[a-z0-9.-]+$/;
const shortName = /^[a-z0-9]+([.-][a-z0-9]+)*$/;

/** The services that are meant, each once per mention: `private` stands for its services in a list too. */
export function interfaceServices(endpoints: InterfaceEndpoints = []): string[] {
  const listed = typeof endpoints === "string" ? [endpoints] : endpoints;
  return listed.flatMap((service) => (service === "private" ? privatePreset : [service]));
}

/** The name of a service's endpoint: `com.amazonaws.eu-central-1.ecr.api` for `ecr.api`. */
export function serviceName(region: string, service: string): string {
  if (fullName.test(service)) return service;
  const exception = prefixed[partitionOf(region)];
  const prefix = exception?.services.includes(service) === true ? exception.prefix : "com.amazonaws";
  return `${prefix}.${region}.${service}`;
}

/** A service as a part of a logical name: `ecr-api` for `ecr.api`. */
export function serviceSuffix(service: string): string {
  return service.replaceAll(".", "-");
}

/** What is wrong with a list of interface endpoints. Whether AWS has such a service in the region is not known here. */
export function checkInterfaceEndpoints(endpoints: InterfaceEndpoints = []): Problem[] {
  if (endpoints === "private") return [];
  const path = ["interfaceEndpoints"];
  if (typeof endpoints === "string") return [misspelt(path, endpoints)];
  const services = interfaceServices(endpoints).map(serviceSuffix);
  return endpoints.flatMap((service, index): Problem[] => {
    const at = [...path, index];
    if (gatewayServices.some((gateway) => gateway === service)) {
      const message = "this service has a gateway endpoint, which is free of charge";
      return [{ path: at, message, found: service, fix: "remove it here, and name it in gatewayEndpoints" }];
    }
    if (!shortName.test(service)) return [misspelt(at, service)];
    const isRepeated = services.indexOf(serviceSuffix(service)) !== services.lastIndexOf(serviceSuffix(service));
    const isFirst = endpoints.indexOf(service) === index && !privateCovers(endpoints, service);
    if (!isRepeated || isFirst) return [];
    return [{ path: at, message: "this service is named twice", found: service, fix: "remove it" }];
  });
}

function privateCovers(endpoints: readonly string[], service: string): boolean {
  return endpoints.includes("private") && privatePreset.includes(service);
}

function misspelt(path: (string | number)[], service: string): Problem {
  return {
    path,
    message: "this is not the name of a service that has an interface endpoint",
    found: service === "" ? '""' : service,
    allowed: "private, or the last part of an endpoint's name, such as ecr.api of com.amazonaws.eu-central-1.ecr.api",
    fix: "write private, or a list of services in lower case",
  };
}
