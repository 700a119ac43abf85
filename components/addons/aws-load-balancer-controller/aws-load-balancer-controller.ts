import type * as k8s from "@pulumi/kubernetes";
import type { EksHandle } from "../../cluster";
import { manifests, type Problem, type Transform } from "../../core";
import type { AddOnContext } from "../frame/add-on";
import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { createKeptCrds } from "../frame/kept-crds";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations } from "../frame/pods";
import { loadBalancerStatements } from "./permissions";

/**
 * The AWS Load Balancer Controller, which makes network load balancers of Services, and application load balancers of Ingresses and
 * Gateways. Each load balancer costs at least some $16 a month.
 */
export interface AwsLoadBalancerControllerSpec extends HelmOptions {
  /**
   * Whether a load balancer of which nothing is said can be reached from the internet. Default: `internal`, it cannot.
   */
  readonly defaultScheme?: "internal" | "internet-facing" | undefined;
  /**
   * Name of AWS's policy of TLS versions and ciphers for listeners of which nothing is said. Default: `ELBSecurityPolicy-TLS13-1-2-2021-06`,
   * TLS 1.2 and later.
   */
  readonly defaultSslPolicy?: string | undefined;
  /** Whether an Ingress that names no class gets a load balancer. Default: false, one must name the class `alb`. */
  readonly defaultIngressClass?: boolean | undefined;
  /**
   * Whether load balancers can be given web ACLs of AWS WAF, which cost $5 a month each, and more by rules and requests. Where it is off,
   * annotations that ask for one have no effect. Default: true.
   */
  readonly wafv2?: boolean | undefined;
  /** The same for AWS Shield Advanced, which costs $3,000 a month for an organisation. Default: false. */
  readonly shield?: boolean | undefined;
  /** Changes to the release, and to the group of its custom resource definitions. Default: none. */
  readonly transform?:
    | { readonly release?: Transform<k8s.helm.v3.ReleaseArgs>; readonly crds?: Transform<k8s.yaml.v2.ConfigGroupArgs> }
    | undefined;
}

const name = "aws-load-balancer-controller";
const webhookPort = 9443;
const metricsPort = 8080;

export const awsLoadBalancerController = helmAddOn<AwsLoadBalancerControllerSpec>({
  id: "awsLoadBalancerController",
  name,
  summary: "Makes load balancers of AWS for Services, Ingresses and Gateways",
  chart: "awsLoadBalancerController",
  skipCrds: true,
  manifests: ["awsLoadBalancerControllerCrds"],
  namespace: { name, podSecurity: "restricted" },
  crds: ["*.elbv2.k8s.aws", "*.aga.k8s.aws", "*.gateway.k8s.aws"],
  requires: [{ addOn: "certManager", because: "it signs the certificate of its webhooks" }],
  after: ["gatewayApi", "prometheusOperatorCrds"],
  not: {
    autoMode: "EKS Auto Mode makes load balancers by itself",
    existing: "it acts in the account of a cluster on EKS, which is not known here",
  },
  owns: "load balancers",
  images: [{ image: "public.ecr.aws/eks/aws-load-balancer-controller", at: "image.repository" }],
  pods: (_, { highlyAvailable }) => [
    {
      name,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: 100,
      memoryMib: 256,
      labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": name },
    },
  ],
  traffic: () => [{ fromApiServer: [webhookPort], metrics: [metricsPort], to: "apis" }],
  owned: {
    ...decidedByPods("replicaCount", "podDisruptionBudget"),
    clusterName: "it is the cluster's own",
    region: "it is the cluster's own",
    vpcId: "it is the cluster's own",
    enableCertManager: "cert-manager always signs its certificate, as another would be new at each change",
    enableServiceMutatorWebhook:
      "no Service could be made while the controller is away; name the class of load balancers instead",
    defaultSSLPolicy: "write defaultSslPolicy",
    defaultLoadBalancerScheme: "write defaultScheme",
    "ingressClassConfig.default": "write defaultIngressClass",
    enableWafv2: "write wafv2",
    enableShield: "write shield",
    "controllerConfig.featureGates.ALBGatewayAPI": "add or leave out gatewayApi",
    "controllerConfig.featureGates.NLBGatewayAPI": "add or leave out gatewayApi",
    "controllerConfig.featureGates.GatewayListenerSet": "add or leave out gatewayApi",
  },
  identity: {
    serviceAccount: name,
    annotationsAt: "serviceAccount.annotations",
    indispensableFor: "making load balancers",
    statements: ({ eks, options }) =>
      eks === undefined
        ? undefined
        : loadBalancerStatements({
            region: eks.region,
            clusterName: eks.clusterName,
            wafv2: options.wafv2 ?? true,
            shield: options.shield ?? false,
          }),
  },
  check: ({ defaultSslPolicy }) => checkSslPolicy(defaultSslPolicy),
  provides: () => ({ awsLoadBalancerController: true }),
  before: (context) => [
    createKeptCrds(onEks(context), manifests.awsLoadBalancerControllerCrds, context.options.transform?.crds),
  ],
  values: (context, all) => {
    const { options, planned, hasMonitors } = context;
    const { eks } = onEks(context);
    const pods = podsOf(all, name);
    const hasGateways = planned.has("gatewayApi");
    return {
      clusterName: eks.clusterName,
      region: eks.region,
      // Otherwise it asks the metadata of its node, which pods cannot reach.
      vpcId: eks.network.vpcId,
      replicaCount: pods.replicas,
      resources: resourcesOf(pods),
      ...(isDoubled(pods) ? { podDisruptionBudget: { maxUnavailable: 1 } } : {}),
      topologySpreadConstraints: spreadOf(pods),
      tolerations: systemTolerations,
      securityContext: { capabilities: { drop: ["ALL"] }, seccompProfile: { type: "RuntimeDefault" } },
      serviceAccount: { create: true, name },
      enableCertManager: true,
      enableServiceMutatorWebhook: false,
      defaultTargetType: "ip",
      defaultLoadBalancerScheme: options.defaultScheme ?? "internal",
      defaultSSLPolicy: options.defaultSslPolicy ?? "ELBSecurityPolicy-TLS13-1-2-2021-06",
      ingressClassConfig: { default: options.defaultIngressClass ?? false },
      defaultTags: { ...eks.tags },
      enableWaf: false,
      enableWafv2: options.wafv2 ?? true,
      enableShield: options.shield ?? false,
      serviceMonitor: { enabled: hasMonitors },
      // In so many words: otherwise it depends on what is there when it starts.
      controllerConfig: {
        featureGates: { ALBGatewayAPI: hasGateways, NLBGatewayAPI: hasGateways, GatewayListenerSet: hasGateways },
      },
    };
  },
});

type OnEks = AddOnContext<AwsLoadBalancerControllerSpec> & { readonly eks: EksHandle };

/** The planner has refused every other cluster. */
function onEks(context: AddOnContext<AwsLoadBalancerControllerSpec>): OnEks {
  const { eks } = context;
  if (eks === undefined)
    throw new Error("the AWS Load Balancer Controller was to be made on a cluster that is not on EKS");
  return { ...context, eks };
}

function checkSslPolicy(policy: string | undefined): Problem[] {
  if (policy === undefined || /^ELBSecurityPolicy-[A-Za-z0-9-]+$/.test(policy)) return [];
  return [
    {
      path: ["defaultSslPolicy"],
      message: "this is no security policy of Elastic Load Balancing",
      found: policy === "" ? '""' : policy,
      allowed: "ELBSecurityPolicy-… as `aws elbv2 describe-ssl-policies` lists them",
      fix: "write ELBSecurityPolicy-TLS13-1-2-2021-06, or remove it",
    },
  ];
}
