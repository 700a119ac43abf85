import path from "node:path";
import { ExistingCluster, type ClusterHandle } from "../../../components/cluster";
import { Application, Namespace, type Services } from "../../../components/workloads";
import type { Condition } from "../cluster-views";
import type { ControlPlane, KubernetesObject } from "../control-plane";
import { Engine, type Outcome } from "../engine";
import { currentTestBed } from "../test-bed";
import { ask } from "./http";

/** The image of the program in `server/`. Its user is a number, as the kubelet cannot tell whether a name is root. */
export const serverImage = "localhost/pod-server:1";
export const imageUser = 65532;

/** Where the program listens, whoever asks. */
export const serverPort = 8080;

/** The part of a pod that only a real kubelet can fill in. */
export interface RunningPod extends KubernetesObject {
  readonly status: {
    readonly podIP?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly lastState: { readonly terminated?: { readonly exitCode: number; readonly reason: string } };
}

interface Service extends KubernetesObject {
  readonly spec: { readonly clusterIP: string; readonly ports: readonly { readonly port: number }[] };
}

interface Event extends KubernetesObject {
  readonly reason: string;
  readonly message: string;
}

/** One namespace, what the components make in it by way of the engine, and the pods that come of it. */
export class Workbench {
  private constructor(
    readonly plane: ControlPlane,
    /** For what a test keeps on disk; it goes with the test bed. */
    readonly folder: string,
    /** Of the namespace, of the application and of the stack. */
    readonly name: string,
    private readonly engine: Engine,
  ) {}

  static async open(name: string): Promise<Workbench> {
    const bed = await currentTestBed();
    const folder = path.join(bed.folder, name);
    const engine = await Engine.open({ toolchain: bed.toolchain, folder, project: "pods", stack: name });
    return new Workbench(bed.plane, folder, name, engine);
  }

  /** Makes an application of these services, or changes it to them. */
  async up(services: Services): Promise<Outcome> {
    return this.upWith((cluster) => {
      new Application(this.name, { cluster, services });
    });
  }

  /** Makes whatever a program registers, in a namespace of the workbench's name. */
  async upInNamespace(
    register: (cluster: ClusterHandle, namespace: Namespace["namespaceName"]) => void,
  ): Promise<Outcome> {
    return this.upWith((cluster) => {
      register(cluster, new Namespace(this.name, { cluster }).namespaceName);
    });
  }

  /** Takes down all of it. */
  async close(): Promise<void> {
    await this.engine.destroy({ timeoutSeconds: 200 });
  }

  /** Pods of a workload that are not about to end, the eldest first. */
  async pods(workload: string): Promise<RunningPod[]> {
    const all = await this.allPods(workload);
    return all.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  /** Pods of a workload, those that are about to end included. */
  allPods(workload: string): Promise<RunningPod[]> {
    return this.plane.list<RunningPod>(
      ...["pods", "--namespace", this.name, "--sort-by=.metadata.creationTimestamp"],
      ...["--selector", `app.kubernetes.io/name=${workload}`],
    );
  }

  async pod(name: string): Promise<RunningPod> {
    const [found] = await this.plane.list<RunningPod>("pod", name, "--namespace", this.name);
    if (found === undefined) throw new Error(`no pod ${name}`);
    return found;
  }

  /** The one pod of a workload. */
  async onlyPod(workload: string): Promise<RunningPod> {
    const [only, ...others] = await this.pods(workload);
    if (only === undefined || others.length > 0) throw new Error(`${workload} has not exactly one pod`);
    return only;
  }

  /** Where the Service of a workload answers, once the node's packet filter knows a pod behind it. */
  async service(workload: string): Promise<string> {
    const [service] = await this.plane.list<Service>("service", workload, "--namespace", this.name);
    const url = `http://${service?.spec.clusterIP ?? ""}:${service?.spec.ports[0]?.port ?? 0}`;
    await this.plane.waitFor(`${workload} answers`, 30, async () => (await ask(url)).status === 200);
    return url;
  }

  /** What happened to a pod, for one reason. */
  async events(pod: RunningPod, reason: string): Promise<string[]> {
    const found = await this.plane.list<Event>(
      ...["events", "--namespace", this.name],
      ...["--field-selector", `involvedObject.uid=${pod.metadata.uid},reason=${reason}`],
    );
    return found.map(({ message }) => message);
  }

  private async upWith(register: (cluster: ClusterHandle) => void): Promise<Outcome> {
    const { kubeconfig } = this.plane;
    const outcome = await this.engine.up(
      () => {
        register(new ExistingCluster("cluster", { kubeconfig, context: "sandbox" }));
        return {};
      },
      { timeoutSeconds: 240 },
    );
    if (!outcome.succeeded) throw new Error(`up failed: ${outcome.errors.join("\n")}`);
    return outcome;
  }
}

/** Where a pod answers by itself, without any Service. */
export function urlOf({ metadata, status }: RunningPod): string {
  if (status.podIP === undefined) throw new Error(`${metadata.name} has no address yet`);
  return `http://${status.podIP}:${serverPort}`;
}

/** The first container of a pod, as the kubelet last saw it. */
export function containerOf({ metadata, status }: RunningPod): ContainerStatus {
  const [container] = status.containerStatuses ?? [];
  if (container === undefined) throw new Error(`${metadata.name} has not started yet`);
  return container;
}
