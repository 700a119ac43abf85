import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, renameSync } from "node:fs";
import path from "node:path";
import type { CustomResourceKind } from "../../workloads/requirements/requirement";
import { builtPrograms } from "../toolchain";

/** A file of a Go module, whose sum is that of the checksum database. */
export interface ModuleFile {
  readonly module: string;
  readonly version: string;
  readonly sum: string;
  readonly file: string;
}

/** Kinds of custom resources that add-ons make. */
export const addOnKinds = [
  "Application",
  "Certificate",
  "ClusterIssuer",
  "ClusterSecretStore",
  "EC2NodeClass",
  "Issuer",
  "NodePool",
  "ServiceMonitor",
  "ValidatingPolicy",
] as const;
export type AddOnKind = (typeof addOnKinds)[number];

const certManager = {
  module: "github.com/cert-manager/cert-manager",
  version: "v1.21.1",
  sum: "h1:0LttV37Q5c2CBNoHkjuI8sLKTXWZDC2SwQkxrBMKV9w=",
} as const;

const karpenter = {
  module: "github.com/aws/karpenter-provider-aws",
  version: "v1.14.1",
  sum: "h1:WGtIQTQcxpElYMdWfWuPwaF2+9muR+hYhPZsTtoY8Gs=",
} as const;

const keda = {
  module: "github.com/kedacore/keda/v2",
  version: "v2.20.2",
  sum: "h1:SR60v8uIcelbveS8n/1jcl8tLdBBIbHMxmdOHw8tKqA=",
} as const;

/** Files of this folder, and of modules. */
const sources: Readonly<Record<CustomResourceKind | AddOnKind, ModuleFile | string>> = {
  Application: {
    module: "github.com/argoproj/argo-cd/v3",
    version: "v3.4.4",
    sum: "h1:PmYfvrLRecuOXjoUjBVx0nRwtJv/Wc9a3jaWs37EyyI=",
    file: "manifests/crds/application-crd.yaml",
  },
  Certificate: { ...certManager, file: "deploy/crds/cert-manager.io_certificates.yaml" },
  ClusterIssuer: { ...certManager, file: "deploy/crds/cert-manager.io_clusterissuers.yaml" },
  // The newest that Go modules know: their path ends before version 2.
  ClusterSecretStore: {
    module: "github.com/external-secrets/external-secrets",
    version: "v1.3.2",
    sum: "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=",
    file: "config/crds/bases/external-secrets.io_clustersecretstores.yaml",
  },
  EC2NodeClass: { ...karpenter, file: "pkg/apis/crds/karpenter.k8s.aws_ec2nodeclasses.yaml" },
  Issuer: { ...certManager, file: "deploy/crds/cert-manager.io_issuers.yaml" },
  NodePool: { ...karpenter, file: "pkg/apis/crds/karpenter.sh_nodepools.yaml" },
  ServiceMonitor: {
    module: "github.com/prometheus-operator/prometheus-operator",
    version: "v0.93.1",
    sum: "h1:4Juk8v93RdG1DSGD/mGp+SeQKPmnlLIj2iq3blLZgFY=",
    file: "example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml",
  },
  ScaledObject: { ...keda, file: "config/crd/bases/keda.sh_scaledobjects.yaml" },
  TriggerAuthentication: { ...keda, file: "config/crd/bases/keda.sh_triggerauthentications.yaml" },
  VerticalPodAutoscaler: {
    module: "k8s.io/autoscaler/vertical-pod-autoscaler",
    version: "v1.7.1",
    sum: "h1:gHgsammWdCT+vyqrBsCfN7+CJrfy0Mo5k1zfg8Dge7o=",
    file: "deploy/vpa-v1-crd-gen.yaml",
  },
  CiliumNetworkPolicy: {
    module: "github.com/cilium/cilium",
    version: "v1.19.1",
    sum: "h1:dIFfuHhigOE2EBSL9ncgwZkLjyx4frUUhOfF7M5kMXs=",
    file: "pkg/k8s/apis/cilium.io/client/crds/v2/ciliumnetworkpolicies.yaml",
  },
  HTTPRoute: {
    module: "sigs.k8s.io/gateway-api",
    version: "v1.6.1",
    sum: "h1:mock6phZbI6rvZerwrVNk7hVNymQgHo+6sJ81Ia7ftY=",
    file: "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml",
  },
  SecurityGroupPolicy: "security-group-policy.yaml",
  // As Kyverno 1.19.0 requires it.
  ValidatingPolicy: {
    module: "github.com/kyverno/api",
    version: "v0.0.1-alpha.3.0.20260723090831-fb2785727f98",
    sum: "h1:wGbyqQNc5wnHXq73aclvBje80lQvYDnqZCF967m+zEU=",
    file: "config/crds/policies.kyverno.io_validatingpolicies.yaml",
  },
};

const cache = path.join(path.dirname(builtPrograms), "definitions");

/** A file on this machine, or why it cannot be had. */
export type Found = { readonly file: string } | { readonly missing: string };

/** The file with the definition of a kind. */
export function findDefinition(kind: CustomResourceKind | AddOnKind): Found {
  const source = sources[kind];
  return typeof source === "string" ? { file: path.join(__dirname, source) } : findModuleFile(source, kind);
}

/**
 * A file with definitions: fetched the first time from the Go module that their makers release, Cilium's being 88 MB. It waits, as a test must
 * know before it is described whether it is to be skipped.
 * @param name what it is called where it is kept, without its version
 */
export function findModuleFile({ module, version, sum, file }: ModuleFile, name: string): Found {
  const kept = path.join(cache, `${name}-${version}.yaml`);
  if (existsSync(kept)) return { file: kept };
  const { status, stdout } = spawnSync("go", ["mod", "download", "-json", `${module}@${version}`], {
    // Of no module, so that no go.mod of a folder above counts.
    cwd: path.parse(__dirname).root,
    encoding: "utf8",
    timeout: 600_000,
  });
  const answer = status === null || stdout === "" ? {} : (JSON.parse(stdout) as GoModule);
  if (answer.Dir === undefined || answer.Error !== undefined) {
    return { missing: `no definition of ${name}: ${answer.Error ?? "go cannot be run"}` };
  }
  if (answer.Sum !== sum)
    return { missing: `no definition of ${name}: the sum of ${module} is ${answer.Sum ?? "none"}` };
  mkdirSync(cache, { recursive: true });
  const draft = `${kept}.${process.pid}`;
  copyFileSync(path.join(answer.Dir, file), draft);
  renameSync(draft, kept);
  return { file: kept };
}

/** What `go mod download -json` says. */
interface GoModule {
  readonly Dir?: string;
  readonly Sum?: string;
  readonly Error?: string;
}
