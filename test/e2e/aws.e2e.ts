import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { NodeGroupSize } from "../../components/cluster";
import { coreAddOns } from "../../stacks/add-ons";
import { readConfigFile, type StackConfig } from "../../stacks/config";
import { main } from "../../stacks/main";
import { expandRemoteComponents, isComponent, record } from "../../testing";
import { conditionOf, isRolledOut, NamespaceView } from "./cluster-views";
import type { ControlPlane, KubernetesObject } from "./control-plane";
import { Engine, type Outcome } from "./engine";
import { type InventoryEntry, takeInventory } from "./inventory";
import { countChanges } from "./progress";
import { Account, type LiveResource } from "./stand-in/aws/account";
import { standInSettings } from "./stand-in/settings";
import { steps } from "./steps";
import { currentTestBed, describeReal } from "./test-bed";
import { awsStandIns } from "./toolchain";

// The programs of `dev` and `prod`, whole but for add-ons out of charts, which add-ons-eks.e2e.ts brings up and down: the real engine, AWS imitated, Kubernetes real (its kubelets are not). The imitated account
// refuses what refers to nothing, and to delete what others refer to, so an order that AWS would refuse fails here. It does not
// show that AWS accepts the inputs. Each test goes on from where the one before it ended.

const policyPack = path.resolve(__dirname, "..", "..", "policy", "pack");
const snapshotKind = path.join(__dirname, "snapshot-crd.yaml");

/** One environment on the engine, with an imitated account of its own. */
class Environment {
  private constructor(
    readonly name: string,
    readonly engine: Engine,
    private readonly folder: string,
  ) {}

  static async open(name: string, kubeconfig: string): Promise<Environment> {
    const { toolchain, folder: root } = await currentTestBed();
    const folder = path.join(root, `aws-${name}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "kubeconfig"), readFileSync(kubeconfig));
    const file = (setting: keyof typeof standInSettings) => [standInSettings[setting], path.join(folder, setting)];
    const environment = Object.fromEntries((["account", "log", "failures", "kubeconfig"] as const).map(file)) as Record<
      string,
      string
    >;
    const engine = await Engine.open({
      toolchain,
      folder,
      project: "slipway",
      stack: name,
      path: awsStandIns,
      environment,
    });
    return new Environment(name, engine, folder);
  }

  /** What exists in the imitated account. */
  live(): LiveResource[] {
    return new Account(path.join(this.folder, "account")).list();
  }

  /** Operations since the last call, such as `begin create aws:ec2/vpc:Vpc network`. */
  operations(): string[] {
    const file = path.join(this.folder, "log");
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    rmSync(file, { force: true });
    return lines;
  }

  /** From now on, creations whose URN holds the text fail; without a text, none. */
  failOn(text?: string): void {
    const file = path.join(this.folder, "failures");
    if (text === undefined) rmSync(file, { force: true });
    else writeFileSync(file, `${text}\n`);
  }

  /** Changes where the clusters' API server answers. */
  moveApiServer(change: (kubeconfig: string) => string): void {
    const file = path.join(this.folder, "kubeconfig");
    writeFileSync(file, change(readFileSync(file, "utf8")));
  }
}

/** An environment as its file has it, without add-ons out of charts: their makers' repositories cannot be asked here. */
function withoutCharts(environment: string): StackConfig {
  const config = readConfigFile(environment);
  const shop = config.shop === undefined ? undefined : ({ ...config.shop, exposure: "cluster", services: {} } as const);
  // A gateway and what watches need add-ons too, and with them objectives: they have tests of their own.
  return { ...config, addOns: coreAddOns(config.addOns), gateway: undefined, observability: undefined, shop };
}

function succeeded(outcome: Outcome): Outcome {
  expect(outcome.errors).toEqual([]);
  expect(outcome.succeeded).toBe(true);
  return outcome;
}

/** Where a line stands; fails if it is not there. */
function at(operations: readonly string[], line: string): number {
  const index = operations.indexOf(line);
  if (index < 0) throw new Error(`there is no "${line}" among:\n${operations.join("\n")}`);
  return index;
}

const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const addOn = "aws:eks/addon:Addon";
const controlPlane = "aws:eks/cluster:Cluster cluster-eksCluster";

describeReal("dev on the real engine, with AWS imitated", () => {
  const step = steps();
  let plane: ControlPlane;
  let dev: Environment;
  let config: StackConfig;
  let before: InventoryEntry[];

  beforeAll(async () => {
    plane = (await currentTestBed()).plane;
    config = withoutCharts("dev");
    dev = await Environment.open("dev", plane.kubeconfig);
    await plane.kubectl(["apply", "--server-side", "--filename", snapshotKind]);
    before = await takeInventory(plane);
  });

  step("up makes what the preview shows, and every Deployment becomes available", async () => {
    const outcome = succeeded(await dev.engine.up(() => main(config)));
    expect(Object.keys(outcome.changes)).toEqual(["create"]);

    const { resources } = await record(() => main(config), { stack: "dev" });
    const previewed = expandRemoteComponents(resources).filter((resource) => !isComponent(resource));
    const made = (await dev.engine.resources()).map((urn) => urn.split("::").slice(2).join("::"));
    const isMade = ({ type, name }: { type: string; name: string }) =>
      made.some((urn) => urn.endsWith(`${type}::${name}`));
    expect(previewed.filter((resource) => !isMade(resource)).map(({ path: where }) => where)).toEqual([]);
    expect(dev.live()).toHaveLength(previewed.filter(({ type }) => type.startsWith("aws:")).length);

    const shop = new NamespaceView(plane, "shop");
    await plane.waitFor("every Deployment is rolled out", 60, async () =>
      (await shop.deployments()).every(isRolledOut) ? true : undefined,
    );
    const deployments = await shop.deployments();
    expect(deployments).toHaveLength(12);
    for (const { status } of deployments) expect(conditionOf(status.conditions, "Available")).toBe("True");
  });

  step(
    "the control plane does not wait for NAT, nodes wait for what makes them ready, and add-ons for nodes",
    async () => {
      const operations = dev.operations();
      const begun = (what: string) => at(operations, `begin create ${what}`);
      const ended = (what: string) => at(operations, `end create ${what}`);
      const groups = ["cluster-system", "cluster-spot"].map((name) => `${nodeGroup} ${name}`);
      for (const group of groups) {
        for (const name of ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]) {
          expect(ended(`${addOn} cluster-${name}`)).toBeLessThan(begun(group));
        }
        expect(ended("aws:ec2/natGateway:NatGateway network-nat-eu-central-1a")).toBeLessThan(begun(group));
        for (const name of ["coredns", "aws-ebs-csi-driver", "snapshot-controller", "metrics-server"]) {
          expect(ended(group)).toBeLessThan(begun(`${addOn} core-add-ons-${name}`));
        }
      }
      expect(ended("aws:cloudwatch/logGroup:LogGroup cluster-logs")).toBeLessThan(begun(controlPlane));
      await Promise.resolve();
    },
  );

  step("the storage classes are there, one of them the default", async () => {
    const classes = await plane.list<KubernetesObject & { parameters: object }>("storageclasses");
    expect(classes.map(({ metadata }) => [metadata.name, metadata.annotations])).toEqual([
      ["gp3", { "storageclass.kubernetes.io/is-default-class": "true" }],
    ]);
    expect(classes[0]?.parameters).toMatchObject({ type: "gp3", encrypted: "true" });
    expect(await plane.list("volumesnapshotclasses")).toHaveLength(1);
  });

  step("a second preview is empty", async () => {
    const outcome = succeeded(await dev.engine.preview(() => main(config)));
    expect(countChanges(outcome.changes)).toBe(0);
  });

  step("the policy pack agrees, and objects to a cluster that the whole internet reaches", async () => {
    succeeded(await dev.engine.preview(() => main(config), { policyPack }));
    if (config.cluster.target !== "eks") throw new Error("dev is on EKS");
    const open: StackConfig = {
      ...config,
      stage: "production",
      cluster: { ...config.cluster, publicAccessCidrs: ["0.0.0.0/1", "128.0.0.0/1"] },
    };
    const outcome = await dev.engine.preview(() => main(open), { policyPack });
    expect(outcome.succeeded).toBe(false);
    expect(outcome.errors.join("\n")).toMatch(/endpoint/);
  });

  step("a new address of the API server replaces nothing", async () => {
    dev.moveApiServer((kubeconfig) => kubeconfig.replace("127.0.0.1", "localhost"));
    const outcome = succeeded(await dev.engine.up(() => main(config)));
    expect(Object.keys(outcome.changes).sort()).toEqual(["same", "update"]);
    expect(outcome.changes.update).toBe(1); // the provider
  });

  step("another instance type makes the new node group before the old one goes", async () => {
    dev.operations();
    const cluster = config.cluster;
    if (cluster.target !== "eks") throw new Error("dev is on EKS");
    const spot = cluster.nodeGroups?.spot;
    if (spot === undefined) throw new Error("dev has a group spot");
    const nodeGroups = { ...cluster.nodeGroups, spot: { ...spot, instanceTypes: ["m6i.large", "m5.large"] } };
    config = { ...config, cluster: { ...cluster, nodeGroups } };
    const outcome = succeeded(await dev.engine.up(() => main(config)));
    expect(outcome.changes).toMatchObject({ replace: 1 });
    expect(outcome.changes.create).toBeUndefined();
    expect(outcome.changes.delete).toBeUndefined();

    const operations = dev.operations().filter((line) => line.includes(nodeGroup));
    expect(operations).toEqual([
      `begin create ${nodeGroup} cluster-spot`,
      `end create ${nodeGroup} cluster-spot`,
      `begin delete ${nodeGroup} cluster-spot`,
      `end delete ${nodeGroup} cluster-spot`,
    ]);
  });

  /** The sizes that AWS has of the group `spot`, after an `up` with another size in the configuration. */
  async function resize(size: NodeGroupSize): Promise<{ outcome: Outcome; sizes: unknown }> {
    if (config.cluster.target !== "eks") throw new Error("dev is on EKS");
    const spot = config.cluster.nodeGroups?.spot;
    if (spot === undefined) throw new Error("dev has a group spot");
    const nodeGroups = { ...config.cluster.nodeGroups, spot: { ...spot, size } };
    const resized: StackConfig = { ...config, cluster: { ...config.cluster, nodeGroups } };
    const outcome = await dev.engine.up(() => main(resized));
    const group = dev.live().find(({ type, urn }) => type === nodeGroup && urn.endsWith("::cluster-spot"));
    return { outcome, sizes: group?.inputs.scalingConfig };
  }

  step("the number of nodes is an autoscaler's, unless the configuration states it", async () => {
    const larger = await resize({ min: 2, max: 9 });
    succeeded(larger.outcome);
    expect(larger.sizes).toEqual({ minSize: 2, maxSize: 9, desiredSize: 2 });

    const stated = await resize({ min: 4, max: 9, desired: 5 });
    succeeded(stated.outcome);
    expect(stated.sizes).toEqual({ minSize: 4, maxSize: 9, desiredSize: 5 });
  });

  step(
    "destroy leaves nothing: workloads before add-ons and nodes, these before the network, the log group last",
    async () => {
      dev.operations();
      succeeded(await dev.engine.destroy());
      expect(await dev.engine.resources()).toEqual([]);
      expect(dev.live()).toEqual([]);
      expect(await takeInventory(plane)).toEqual(before);

      const operations = dev.operations();
      const begun = (what: string) => at(operations, `begin delete ${what}`);
      const ended = (what: string) => at(operations, `end delete ${what}`);
      for (const group of ["cluster-system", "cluster-spot"].map((name) => `${nodeGroup} ${name}`)) {
        for (const name of ["coredns", "aws-ebs-csi-driver", "metrics-server"]) {
          expect(ended(`${addOn} core-add-ons-${name}`)).toBeLessThan(begun(group));
        }
        expect(ended(group)).toBeLessThan(begun(`${addOn} cluster-vpc-cni`));
        expect(ended(group)).toBeLessThan(begun("aws:ec2/natGateway:NatGateway network-nat-eu-central-1a"));
      }
      expect(ended(controlPlane)).toBeLessThan(begun("aws:ec2/subnet:Subnet network-private-eu-central-1a"));
      expect(ended(controlPlane)).toBeLessThan(begun("aws:cloudwatch/logGroup:LogGroup cluster-logs"));
    },
  );
});

describeReal("prod on the real engine, with AWS imitated", () => {
  const step = steps();
  let plane: ControlPlane;
  let prod: Environment;
  let config: StackConfig;
  let before: InventoryEntry[];

  beforeAll(async () => {
    plane = (await currentTestBed()).plane;
    config = withoutCharts("prod");
    prod = await Environment.open("prod", plane.kubeconfig);
    await plane.kubectl(["apply", "--server-side", "--filename", snapshotKind]);
    before = await takeInventory(plane);
  });

  step("a failure in the middle is told, and what was made stays", async () => {
    prod.failOn(`${addOn}::cluster-kube-proxy`);
    const outcome = await prod.engine.up(() => main(config));
    expect(outcome.succeeded).toBe(false);
    expect(outcome.errors.join("\n")).toContain("ServiceUnavailable");
    const made = prod.live().map(({ type }) => type);
    expect(made).toContain("aws:eks/cluster:Cluster");
    expect(made).not.toContain(nodeGroup);
  });

  step("the next up goes on from there, and makes nothing twice", async () => {
    const made = prod.live().map(({ id }) => id);
    prod.failOn();
    succeeded(await prod.engine.up(() => main(config)));
    const live = prod.live();
    expect(live.map(({ id }) => id)).toEqual(expect.arrayContaining(made));
    expect(new Set(live.map(({ urn }) => urn)).size).toBe(live.length);
    expect(countChanges(succeeded(await prod.engine.preview(() => main(config))).changes)).toBe(0);
  });

  // As `pulumi destroy` does, unless it is told to skip it, the engine plans first: then what is protected stops it before anything
  // is gone. With --skip-preview it would take everything that is not protected before it stops.
  step("destroy is refused by its preview, and takes nothing away", async () => {
    const live = prod.live();
    const outcome = await prod.engine.destroy({ previewOnly: true });
    expect(outcome.succeeded).toBe(false);
    expect(outcome.errors.join("\n")).toMatch(/::cluster-[\w-]+" cannot be deleted\nbecause it is protected/);
    expect(prod.live()).toEqual(live);
  });

  step("without protection it comes down, and nothing is left", async () => {
    if (config.cluster.target !== "eks") throw new Error("prod is on EKS");
    const open: StackConfig = { ...config, cluster: { ...config.cluster, protected: false } };
    succeeded(await prod.engine.up(() => main(open)));
    succeeded(await prod.engine.destroy());
    expect(prod.live()).toEqual([]);
    expect(await prod.engine.resources()).toEqual([]);
    expect(await takeInventory(plane)).toEqual(before);
  });
});
