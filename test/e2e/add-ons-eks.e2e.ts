import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PlatformAddOnsSpec } from "../../components/addons";
import { AddOnsBed, succeeded } from "./add-ons-bed";
import { StandInController } from "./add-ons-controller";
import { Choice } from "./add-ons-order";
import { loadBalanced, onEks } from "./add-ons-programs";
import { notAfter } from "./add-ons-timeline";
import { chartLabel } from "./chart-repository/small-chart";
import type { KubernetesObject } from "./control-plane";
import type { Program } from "./engine";
import { type InventoryEntry, takeInventory } from "./inventory";
import { countChanges } from "./progress";
import { Account } from "./stand-in/aws/account";
import { standInSettings } from "./stand-in/settings";
import { steps } from "./steps";
import { currentTestBed, describeReal } from "./test-bed";
import { awsStandIns } from "./toolchain";

// Add-ons on a cluster of EKS, up and down: the real engine, Helm and API server, small charts from loopback, AWS imitated. What holds objects until
// it has cleaned up in AWS is a controller of this test, which works only as long as the Deployment of the real one is there. So an order
// in which that went first would never end. It is not shown that the real controllers clean up, nor how long that takes.

const wanted = {
  preset: "full",
  certManager: { issuers: { local: { selfSigned: true } } },
  externalDns: { domains: ["example.com"] },
  nodeLocalDns: { dnsServiceIp: "172.20.0.10" },
  openCost: { prometheusUrl: "http://prometheus.monitoring:9090" },
} as const satisfies PlatformAddOnsSpec;

const finalizers = {
  service: "service.k8s.aws/resources",
  nodeClaim: "karpenter.sh/termination",
  nodeClass: "karpenter.k8s.aws/termination",
} as const;

/** Add-ons that make something outside of the cluster by themselves, and those that do not. */
const choice = new Choice(wanted, {
  target: "eks",
  isProduction: false,
  highlyAvailable: true,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
});
const owners = choice.ids.filter((id) => choice.one(id).addOn.owns !== undefined);
const others = choice.ids.filter((id) => !owners.includes(id));

describeReal("add-ons on a cluster of EKS, which is imitated", () => {
  const step = steps();
  let bed: AddOnsBed;
  let folder: string;
  let before: InventoryEntry[];

  beforeAll(async () => {
    const { folder: root, plane } = await currentTestBed();
    folder = path.join(root, "add-ons-eks-account");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "kubeconfig"), readFileSync(plane.kubeconfig));
    const settings = (["account", "log", "failures", "kubeconfig"] as const).map((setting): [string, string] => [
      standInSettings[setting],
      path.join(folder, setting),
    ]);
    bed = await AddOnsBed.open("add-ons-eks", { path: awsStandIns, environment: Object.fromEntries(settings) });
    before = await takeInventory(plane);
  });

  afterAll(async () => {
    await bed.close();
  });

  function program(): Program {
    return onEks({ ...wanted, mirrors: bed.mirrors }, loadBalanced(finalizers.service));
  }

  /** Operations of the imitated account since the last call, such as `begin delete aws:sqs/queue:Queue …`. */
  function operations(): string[] {
    const file = path.join(folder, "log");
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    rmSync(file, { force: true });
    return lines;
  }

  step("up makes all of it, and a second preview is empty", async () => {
    succeeded(await bed.up(program()));
    const releases = [...(await bed.platform.releases()).values()];
    expect(releases.filter(({ status }) => status !== "deployed")).toEqual([]);
    expect(releases.map(({ name }) => name).sort()).toEqual(choice.releases());
    expect(choice.expectOrder(bed.timeline.operations)).toBeGreaterThan(100);
    expect([...bed.proxy.hosts]).toEqual([]);
    expect(countChanges(succeeded(await bed.preview(program())).changes)).toBe(0);
  });

  step("nodes, CRDs, queue and identity are there before a controller, and its custom resources after it", async () => {
    await Promise.resolve();
    const { timeline } = bed;
    const release = timeline.find("+ Release add-ons-karpenter");
    const loadBalancers = timeline.find("+ Release add-ons-aws-load-balancer-controller");
    const firsts = timeline.operations.filter(({ sign, kind, name }) => {
      const isOfKarpenter = ["Queue", "QueuePolicy", "PodIdentityAssociation", "RolePolicy"].includes(kind);
      const isFirst =
        kind === "NodeGroup" || name === "add-ons-karpenter-crds" || (isOfKarpenter && name.includes("karpenter"));
      return sign === "+" && isFirst;
    });
    expect(firsts.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["NodeGroup", "Queue", "PodIdentityAssociation", "Release"]),
    );
    const custom = timeline.operations.filter(({ kind }) => ["NodePool", "EC2NodeClass"].includes(kind));
    expect(custom).toHaveLength(2);
    expect(
      notAfter([
        ...firsts.map((first) => [first, release] as const),
        ...custom.map((resource) => [release, resource] as const),
        [loadBalancers, timeline.find("+ Service web")],
      ]),
    ).toEqual([]);
  });

  step("destroy waits for nodes and load balancers, while their controllers are there", async () => {
    const { plane, timeline } = bed;
    const karpenter = new StandInController(
      plane,
      ["kube-system", "karpenter"],
      [
        { resource: "nodepools.karpenter.sh", makes: nodeClaimOf },
        { resource: "nodeclaims.karpenter.sh", finalizer: finalizers.nodeClaim },
        {
          resource: "ec2nodeclasses.karpenter.k8s.aws",
          finalizer: finalizers.nodeClass,
          after: ["nodeclaims.karpenter.sh"],
        },
      ],
    );
    const loadBalancers = new StandInController(
      plane,
      ["aws-load-balancer-controller", "aws-load-balancer-controller"],
      [{ resource: "services", finalizer: finalizers.service, isMine: ({ metadata }) => metadata.name === "web" }],
    );
    await Promise.all([karpenter.holds(3), loadBalancers.holds(1)]);
    operations();
    const outcome = await bed.destroy();
    await Promise.all([karpenter.stop(), loadBalancers.stop()]);
    succeeded(outcome);

    expect(karpenter.released).toEqual(["NodeClaim general-1", "EC2NodeClass general"]);
    expect(loadBalancers.released).toEqual(["Service web"]);
    const gone = (line: string) => timeline.find(`- ${line}`);
    expect(
      notAfter([
        [gone("NodePool add-ons-karpenter-pool-general"), gone("EC2NodeClass add-ons-karpenter-class-general")],
        [gone("EC2NodeClass add-ons-karpenter-class-general"), gone("Release add-ons-karpenter")],
        [gone("Service web"), gone("Release add-ons-aws-load-balancer-controller")],
        ...timeline.operations
          .filter(({ kind }) => ["Queue", "NodeGroup", "InstanceProfile"].includes(kind))
          .map((resource) => [gone("Release add-ons-karpenter"), resource] as const),
      ]),
    ).toEqual([]);
    expect(timeline.operations.filter(({ kind }) => kind === "Queue")).toHaveLength(1);
  });

  step("leaves nothing but backups in the account, and takes nothing apart that goes with the cluster", async () => {
    expect(await bed.engine.resources()).toEqual([]);
    const live = new Account(path.join(folder, "account")).list();
    expect(live.filter(({ urn }) => !urn.includes("$slipway:index:BackupBucket$")).map(({ urn }) => urn)).toEqual([]);
    expect(live.map(({ type }) => type)).toContain("aws:s3/bucket:Bucket");
    const releases = [...(await bed.platform.releases()).keys()];
    expect(owners).toEqual(expect.arrayContaining(["awsLoadBalancerController", "karpenter"]));
    // Definitions of Karpenter's are a release of their own, which owns nothing; but an add-on goes as a whole.
    expect(releases.sort()).toEqual(choice.releases(others));
  });

  // The imitated cluster goes, but its API server stays: what went with it is taken away here.
  step("what is left in the API server is what the cluster would have taken with it", async () => {
    const { plane, platform } = bed;
    const kinds = "deployments,daemonsets,configmaps,jobs,services,serviceaccounts";
    for (const selector of [chartLabel, "owner=helm", "app.kubernetes.io/managed-by=slipway"]) {
      const place = ["--namespace=kube-system", `--selector=${selector}`, "--ignore-not-found"];
      await plane.kubectl(["delete", `${kinds},secrets`, ...place]);
    }
    await platform.removeDefinitions();
    const namespaces = choice.ids.map((id) => choice.one(id).addOn.namespace.name);
    const own = [...new Set(namespaces)].filter((name) => name !== "kube-system");
    await plane.kubectl(["delete", "namespaces", ...own, "--ignore-not-found"], { timeoutSeconds: 120 });
    expect(await takeInventory(plane)).toEqual(before);
  });
});

/** The node that Karpenter would start for a pool, as its own object has it. */
function nodeClaimOf({ metadata: { name, uid } }: KubernetesObject): object {
  const owner = { apiVersion: "karpenter.sh/v1", kind: "NodePool", name, uid, blockOwnerDeletion: true };
  return {
    apiVersion: "karpenter.sh/v1",
    kind: "NodeClaim",
    metadata: { name: `${name}-1`, finalizers: [finalizers.nodeClaim], ownerReferences: [owner] },
    spec: { nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name } },
  };
}
