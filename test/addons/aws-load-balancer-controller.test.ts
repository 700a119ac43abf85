// What the release of the AWS Load Balancer Controller is given, and what it may do. That AWS lets it make a load balancer is not shown here.
import { checkPlatformAddOns, type AddOnSurroundings, type PlatformAddOnsSpec } from "../../components/addons";
import { checkMirrors } from "../../components/addons/frame/check-mirrors";
import { manifestAddresses } from "../../components/addons/frame/mirrors";
import { loadBalancerStatements } from "../../components/addons/aws-load-balancer-controller/permissions";
import { charts, checkStatements, formatPath, manifests } from "../../components/core";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { addOnsOnEks } from "./recorded-add-ons";

const name = "aws-load-balancer-controller";
const release = `Release:add-ons-${name}`;
const group = `ConfigGroup:add-ons-${name}-crds`;
const onEks: AddOnSurroundings = {
  target: "eks",
  isProduction: false,
  highlyAvailable: true,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};
const told = (spec: PlatformAddOnsSpec, changes: Partial<AddOnSurroundings> = {}) =>
  checkPlatformAddOns(spec, { ...onEks, ...changes }).map(
    ({ path, message, found, allowed, fix }) =>
      `${formatPath(path)}: ${message} | ${found ?? ""} | ${allowed ?? ""} | ${fix}`,
  );

describe("in production", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await addOnsOnEks({ certManager: true, awsLoadBalancerController: true }, { tags: { Team: "shop" } });
  });

  test("there are two, apart, of which one stays", () => {
    const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": name };
    expect(recorded.inputs(release)).toMatchObject({ chart: name, version: "3.5.0", skipCrds: true, namespace: name });
    expect(recorded.inputs(release).values).toEqual({
      clusterName: "shop-dev",
      region: "eu-central-1",
      vpcId: "vpc-0a1b2c3d4e5f60718",
      replicaCount: 2,
      resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "256Mi" } },
      podDisruptionBudget: { maxUnavailable: 1 },
      topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: labels },
      })),
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      securityContext: { capabilities: { drop: ["ALL"] }, seccompProfile: { type: "RuntimeDefault" } },
      serviceAccount: { create: true, name },
      enableCertManager: true,
      enableServiceMutatorWebhook: false,
      defaultTargetType: "ip",
      defaultLoadBalancerScheme: "internal",
      defaultSSLPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      ingressClassConfig: { default: false },
      defaultTags: { Team: "shop" },
      enableWaf: false,
      enableWafv2: true,
      enableShield: false,
      serviceMonitor: { enabled: false },
      controllerConfig: { featureGates: { ALBGatewayAPI: false, NLBGatewayAPI: false, GatewayListenerSet: false } },
    });
  });

  test("its definitions are those of its version, made before it by a provider that takes over what is there", () => {
    expect(recorded.inputs(group)).toEqual({
      files: ["crds", "gateway-crds"].map(
        (file) =>
          `https://raw.githubusercontent.com/kubernetes-sigs/aws-load-balancer-controller/v3.5.0/helm/${name}/crds/${file}.yaml`,
      ),
    });
    expect(manifests.awsLoadBalancerControllerCrds.version).toBe(charts.awsLoadBalancerController.appVersion);
    expect(recorded.prerequisites(release)).toContain(group);
    const provider = recorded.get(group).provider;
    expect(provider).toMatch(new RegExp(`/kubernetes:add-ons-${name}-crds$`));
    const { inputs } = recorded.get(`kubernetes:add-ons-${name}-crds`);
    expect(inputs).toMatchObject({
      clusterIdentifier: "eu-central-1/shop-dev",
      // Every input of a provider is a text.
      upsertExistingObjects: "true",
      enablePatchForce: "true",
      enableServerSideApply: "true",
    });
  });

  test("it goes after everything that uses it, and not with the cluster", () => {
    expect(recorded.get(release).deletedWith).toBeNull();
    expect(recorded.get("Release:add-ons-cert-manager").deletedWith).not.toBeNull();
  });

  test("it has an identity before it starts", () => {
    expect(recorded.prerequisites(release)).toContain(`PodIdentityAssociation:cluster-identity-${name}.${name}`);
  });

  test("the API server may call its webhooks, and nobody else may", () => {
    expect(recorded.inputs(`NetworkPolicy:add-ons-${name}`).spec).toMatchObject({
      podSelector: {},
      ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ protocol: "TCP", port: 9443 }] }],
    });
    expect(recorded.inputs(`Namespace:add-ons-${name}`).metadata).toMatchObject({
      labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    });
  });
});

test("in development there is one, which no budget keeps on its node; options and monitors are obeyed, and images and files mirrored", async () => {
  const recorded = await addOnsOnEks({
    highlyAvailable: false,
    certManager: true,
    gatewayApi: true,
    prometheusOperatorCrds: true,
    awsLoadBalancerController: {
      defaultScheme: "internet-facing",
      defaultSslPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06",
      defaultIngressClass: true,
      wafv2: false,
      shield: true,
    },
    mirrors: { images: "registry.example.com/m", manifests: "https://files.example.com/m/" },
  });
  const { values } = recorded.inputs(release);
  expect(values).toMatchObject({
    replicaCount: 1,
    topologySpreadConstraints: [],
    image: { repository: "registry.example.com/m/eks/aws-load-balancer-controller" },
    defaultLoadBalancerScheme: "internet-facing",
    defaultSSLPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06",
    ingressClassConfig: { default: true },
    enableWafv2: false,
    enableShield: true,
    serviceMonitor: { enabled: true },
    controllerConfig: { featureGates: { ALBGatewayAPI: true, NLBGatewayAPI: true, GatewayListenerSet: true } },
  });
  expect(values).not.toHaveProperty("podDisruptionBudget");
  for (const first of ["ConfigGroup:add-ons-gateway-api-crds", "Release:add-ons-prometheus-operator-crds"]) {
    expect(recorded.get(release).dependsOn).toContainEqual(expect.stringMatching(`/${first}$`));
  }
  expect(recorded.inputs(group).files).toEqual([
    "https://files.example.com/m/kubernetes-sigs/aws-load-balancer-controller/v3.5.0/helm/aws-load-balancer-controller/crds/crds.yaml",
    "https://files.example.com/m/kubernetes-sigs/aws-load-balancer-controller/v3.5.0/helm/aws-load-balancer-controller/crds/gateway-crds.yaml",
  ]);
});

test("its definitions stay when it goes, as does what is made of them", async () => {
  const seen: unknown[] = [];
  await addOnsOnEks({
    certManager: true,
    awsLoadBalancerController: {
      transform: {
        crds: (_, opts, child) => void seen.push([child, opts.retainOnDelete, opts.provider !== undefined]),
      },
    },
  });
  expect(seen).toEqual([[`add-ons-${name}-crds`, true, true]]);
});

describe("what it may do", () => {
  const permissions = { region: "eu-central-1", clusterName: "shop", wafv2: true, shield: true };
  const all = loadBalancerStatements(permissions);
  const actions = (changes: Partial<typeof permissions>) =>
    loadBalancerStatements({ ...permissions, ...changes }).flatMap((statement) => statement.actions);

  test("is nothing that would give it everything", () => {
    expect(checkStatements(all)).toEqual([]);
  });

  test("changes and deletes what has the tag of this cluster, but for what AWS cannot tell apart by tags", () => {
    const changes = all.filter(({ actions: [first = ":"] }) => !/:(Describe|Get|List)/.test(first));
    const untagged = changes.filter(({ conditions }) => !JSON.stringify(conditions ?? {}).includes("shop"));
    expect(untagged.map(({ actions: [first], resources }) => `${first ?? ""} ${resources.length}`)).toEqual([
      "iam:CreateServiceLinkedRole 1",
      "ec2:CreateSecurityGroup 1",
      "elasticloadbalancing:AddTags 4",
      "elasticloadbalancing:RegisterTargets 1",
      "elasticloadbalancing:CreateListener 1",
    ]);
    expect(all).toContainEqual({
      effect: "Allow",
      actions: ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"],
      resources: ["*"],
      conditions: { Null: { "aws:ResourceTag/kubernetes.io/cluster/shop": "false" } },
    });
    expect(all).toContainEqual({
      effect: "Allow",
      actions: ["ec2:CreateTags", "ec2:DeleteTags"],
      resources: ["arn:aws:ec2:*:*:security-group/*"],
      conditions: {
        StringEquals: { "aws:ResourceTag/elbv2.k8s.aws/cluster": "shop" },
        Null: { "aws:RequestTag/elbv2.k8s.aws/cluster": "true" },
      },
    });
  });

  test("has neither web ACLs nor Shield where they are off, and the ARNs of its partition", () => {
    expect(actions({}).filter((action) => /^(wafv2|shield):/.test(action))).toHaveLength(8);
    expect(actions({ wafv2: false, shield: false }).filter((action) => /^(waf|shield)/.test(action))).toEqual([]);
    const inChina = loadBalancerStatements({ ...permissions, region: "cn-north-1" }).flatMap(
      ({ resources }) => resources,
    );
    expect(inChina.filter((arn) => typeof arn === "string" && arn.startsWith("arn:aws:"))).toEqual([]);
  });
});

test.each<[string, PlatformAddOnsSpec, Partial<AddOnSurroundings>, string[]]>([
  [
    "without cert-manager",
    { awsLoadBalancerController: true },
    {},
    [
      `awsLoadBalancerController: ${name} needs cert-manager: it signs the certificate of its webhooks | no certManager |  | add certManager: true, or write awsLoadBalancerController: false`,
    ],
  ],
  [
    "in Auto Mode",
    { awsLoadBalancerController: true, certManager: true },
    { autoMode: true },
    [
      "awsLoadBalancerController: a cluster in Auto Mode cannot have it: EKS Auto Mode makes load balancers by itself | awsLoadBalancerController |  | remove it, or write awsLoadBalancerController: false where a preset has it",
    ],
  ],
  [
    "in a cluster that is there already",
    { awsLoadBalancerController: true, certManager: true },
    { target: "existing" },
    [
      "awsLoadBalancerController: a cluster with target: existing cannot have it: it acts in the account of a cluster on EKS, which is not known here | awsLoadBalancerController |  | remove it, or write awsLoadBalancerController: false where a preset has it",
    ],
  ],
  [
    "with a policy that is none",
    { awsLoadBalancerController: { defaultSslPolicy: "TLSv1.2" }, certManager: true },
    {},
    [
      "awsLoadBalancerController.defaultSslPolicy: this is no security policy of Elastic Load Balancing | TLSv1.2 | ELBSecurityPolicy-… as `aws elbv2 describe-ssl-policies` lists them | write ELBSecurityPolicy-TLS13-1-2-2021-06, or remove it",
    ],
  ],
  [
    "with a value that is the platform's",
    { awsLoadBalancerController: { values: { enableServiceMutatorWebhook: true } }, certManager: true },
    {},
    [
      "awsLoadBalancerController.values.enableServiceMutatorWebhook: this value of the chart is decided elsewhere, and two that differ could not both hold | true |  | remove it here; no Service could be made while the controller is away; name the class of load balancers instead",
    ],
  ],
])("it is refused %s", (_, spec, around, messages) => {
  expect(told(spec, around)).toEqual(messages);
});

test.each(["oci://files.example.com", "files.example.com", "https://files.example.com/?a=b"])(
  "%s is no mirror of manifests",
  (address) => {
    expect(checkMirrors({ manifests: address }, { hosts: [] })).toEqual([
      {
        path: ["manifests"],
        message: "this is no address of a server of files",
        found: address,
        allowed: "https://… or http://… with a host, and no user, query or fragment",
        fix: "write an address such as https://files.example.com",
      },
    ]);
  },
);

test("every manifest is at its mirror by its path, and one without files is at fault", () => {
  for (const manifest of Object.values(manifests)) {
    expect(manifestAddresses(manifest, { manifests: "http://127.0.0.1:80" })).toEqual(
      manifestAddresses(manifest, {}).map((address) => `http://127.0.0.1:80${new URL(address).pathname}`),
    );
    expect(manifest.files).not.toHaveLength(0);
  }
  expect(checkMirrors({ manifests: "https://files.example.com/m" }, { hosts: [] })).toEqual([]);
});
