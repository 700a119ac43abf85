import type { MeshMode } from "../../cluster";
import type { HelmOptions } from "../frame/helm-add-on";

/** What pods ask for. */
export interface IstioResources {
  /** CPU, in thousandths of a core. */
  readonly cpuMillis?: number | undefined;
  /** Memory, and the most that they get, in MiB. */
  readonly memoryMib?: number | undefined;
}

/** Istio's control plane. */
export interface IstioSpec extends HelmOptions {
  /**
   * Where its proxies are: one on each node, and one more where requests are looked at (`ambient`), or one in each pod (`sidecar`). With another
   * mode workloads are started again. Default: `ambient`.
   */
  readonly mode?: MeshMode | undefined;
  /** Whether workloads take calls of the mesh alone, or also those of others, without encryption. Default: `strict`. */
  readonly mtls?: "strict" | "permissive" | undefined;
  /** What each pod of the control plane asks for. It grows with the number of Services and pods. Default: 250 and 1024, where highly available 500 and 2048. */
  readonly controlPlane?: IstioResources | undefined;
  /** What each proxy asks for, in a pod or for requests. Default: 100 and 256. */
  readonly proxy?: IstioResources | undefined;
}

/** What puts pods into the mesh, on each node. */
export interface IstioCniSpec extends HelmOptions {
  /** What it asks for on each node. Default: 100 and 128. */
  readonly agent?: IstioResources | undefined;
}

/** The proxy of each node, of ambient mode. */
export interface IstioZtunnelSpec extends HelmOptions {
  /** What it asks for on each node. It carries all calls of the node. Default: 200 and 512. */
  readonly proxy?: IstioResources | undefined;
}

/** Namespace of the control plane, and of what holds for the whole mesh. */
export const istioNamespace = "istio-system";

/** Namespace of what runs on each node: only these need more than restricted pods have. */
export const istioNodesNamespace = "istio-nodes";
