import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { customResourceArgs, labels, type ManifestValue, type RenderedObject } from "../../core";
import { gatewayClass, gatewayObject, gatewayPorts, redirectRoute } from "../gateway-api/gateway-objects";
import type { DeployedGateway, GatewayContext } from "../gateway-engine";
import type { GatewaySpec } from "../gateway-spec";
import { webAclOf } from "../web-acl";
import { AccessLogBucket } from "./access-log-bucket";
import { albApiVersion } from "./alb-route";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

const controllerName = "gateway.k8s.aws/alb";
const className = "alb";

/** TLS policies of AWS: the older is that of the controller's default. Source: the guide of ALB, "Security policies", read in 2026-11. */
const sslPolicies = {
  "1.2": "ELBSecurityPolicy-TLS13-1-2-2021-06",
  "1.3": "ELBSecurityPolicy-TLS13-1-3-2021-06",
} as const;

/** Seconds that an ALB waits for requests to end which a pod has when it goes. A pod should take about as long to stop. */
const deregistrationSeconds = 30;

/** What is made in AWS for a load balancer before it. */
interface InAws {
  readonly webAclArn: pulumi.Input<string> | undefined;
  readonly logs: { readonly bucket: pulumi.Input<string>; readonly prefix: string | undefined } | undefined;
  readonly ready: readonly pulumi.Resource[];
}

/** Makes the Gateway, of which the controller makes the load balancer. */
export function deployAlb(context: GatewayContext): DeployedGateway {
  const { spec, capability } = context;
  const inAws = createInAws(context);
  const first = context.create([gatewayClass(className, controllerName), targetGroups(context)]);
  const configuration = createConfiguration(context, inAws, first);
  const all = context.create(
    [
      gatewayObject(spec, capability, {
        className,
        infrastructure: {
          parametersRef: { group: "gateway.k8s.aws", kind: "LoadBalancerConfiguration", name: capability.name },
        },
        certificates: "ownInFront",
      }),
      ...redirectRoute(spec, capability),
    ],
    [...first, configuration],
  );
  return { ready: [...first, configuration, ...all] };
}

function createInAws(context: GatewayContext): InAws {
  const { spec, parent, eks } = context;
  const webAcl = webAclOf(spec, `${parent.logicalName}-web-acl`, { scope: "REGIONAL" }, { parent });
  const { accessLogs = true } = spec;
  const bucket =
    accessLogs === true && eks !== undefined
      ? new AccessLogBucket(
          `${parent.logicalName}-access-logs`,
          { clusterName: eks.clusterName, region: eks.region, protected: context.isProtected },
          { parent },
        )
      : undefined;
  return {
    webAclArn: webAcl?.arn,
    logs:
      typeof accessLogs === "object"
        ? { bucket: accessLogs.bucket, prefix: accessLogs.prefix }
        : bucket === undefined
          ? undefined
          : { bucket: bucket.bucket, prefix: undefined },
    ready: [...(webAcl?.ready ?? []), ...(bucket?.ready ?? [])],
  };
}

/**
 * The defaults of all target groups. Whether a pod is ready is asked by Kubernetes, which alone knows its probes; an ALB asks besides
 * whether it answers at all, and takes every answer that is no failure of the pod.
 */
function targetGroups({ capability }: GatewayContext): RenderedObject {
  return {
    suffix: "",
    apiVersion: albApiVersion,
    kind: "TargetGroupConfiguration",
    name: capability.name,
    fields: {
      spec: {
        defaultConfiguration: {
          targetType: "ip",
          healthCheckConfig: {
            healthCheckInterval: 10,
            healthCheckTimeout: 5,
            healthyThresholdCount: 2,
            unhealthyThresholdCount: 2,
            matcher: { httpCode: "200-499", grpcCode: "0-99" },
          },
          targetGroupAttributes: [
            { key: "deregistration_delay.timeout_seconds", value: String(deregistrationSeconds) },
            { key: "load_balancing.algorithm.type", value: "least_outstanding_requests" },
          ],
        },
      },
    },
  };
}

/** Its own custom resource, as names that AWS gives are only known when they are made. */
function createConfiguration(
  { capability, child, spec, ipFamily }: GatewayContext,
  { webAclArn, logs, ready }: InAws,
  first: readonly pulumi.Resource[],
): k8s.apiextensions.CustomResource {
  const { exposure = "public", sourceRanges, ipAddressType = ipFamily === "ipv6" ? "dualstack" : "ipv4" } = spec;
  const listener = listenerConfiguration(spec, capability.hsts);
  const object: RenderedObject = {
    suffix: "",
    apiVersion: albApiVersion,
    kind: "LoadBalancerConfiguration",
    name: capability.name,
    fields: {
      spec: {
        scheme: exposure === "public" ? "internet-facing" : "internal",
        ipAddressType,
        listenerConfigurations: listener === undefined ? undefined : [listener],
        sourceRanges: sourceRanges === undefined ? undefined : [...sourceRanges],
        defaultTargetGroupConfiguration: { name: capability.name },
      },
    },
  };
  const args = customResourceArgs(object, {
    namespace: capability.namespace,
    labels: labels({ name: capability.name }),
  });
  return new k8s.apiextensions.CustomResource(
    ...child(
      "",
      {
        ...args,
        spec: {
          ...(args.spec as Fields),
          loadBalancerAttributes: loadBalancerAttributes(logs),
          ...(webAclArn === undefined ? {} : { wafV2: { webACL: webAclArn } }),
        },
      },
      undefined,
      { dependsOn: [...first, ...ready] },
    ),
  );
}

/** What is said of port 443; the controller takes the ARNs of certificates from here alone. */
function listenerConfiguration({ tls }: GatewaySpec, hsts: string | undefined): Fields | undefined {
  if (tls === false) return undefined;
  const [first, ...others] = tls.certificates ?? [];
  return {
    protocolPort: `HTTPS:${gatewayPorts.https}`,
    defaultCertificate: first,
    certificates: others.length === 0 ? undefined : others,
    sslPolicy: sslPolicies[tls.minimumVersion ?? "1.2"],
    listenerAttributes:
      hsts === undefined
        ? undefined
        : [{ key: "routing.http.response.strict_transport_security.header_value", value: hsts }],
  };
}

/** What is left out would keep its last value, so that logs are also turned off in so many words. */
function loadBalancerAttributes(logs: InAws["logs"]): { key: string; value: pulumi.Input<string> }[] {
  return [
    { key: "access_logs.s3.enabled", value: String(logs !== undefined) },
    ...(logs === undefined ? [] : [{ key: "access_logs.s3.bucket", value: logs.bucket }]),
    ...(logs?.prefix === undefined ? [] : [{ key: "access_logs.s3.prefix", value: logs.prefix }]),
    { key: "deletion_protection.enabled", value: "false" },
    // What is no valid header is a way to smuggle requests past rules.
    { key: "routing.http.drop_invalid_header_fields.enabled", value: "true" },
  ];
}
