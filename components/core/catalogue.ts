/** A version that the product pins. */
export interface CatalogueEntry {
  /** The pinned version, exactly as it is asked for. */
  readonly version: string;
  /** Where the version is published. */
  readonly source: string;
  /** Last day of support by its makers, `YYYY-MM-DD`; left out where none is published. */
  readonly endOfLife?: string;
}

/**
 * Every version that the product pins, but the builds of EKS add-ons, which go by Kubernetes version and are in
 * `cluster/eks/add-on-versions.ts`. Nothing else in the tree names one.
 */
export const catalogue = {
  /** Kubernetes, as the control plane of the tests and the default of new clusters. */
  // renovate: datasource=github-releases depName=kubernetes/kubernetes
  kubernetes: { version: "1.36.3", source: "https://kubernetes.io/releases/", endOfLife: "2027-06-28" },
  /** Google's Online Boutique, all images of which carry one version. */
  // renovate: datasource=github-releases depName=GoogleCloudPlatform/microservices-demo
  onlineBoutique: { version: "v0.10.6", source: "https://github.com/GoogleCloudPlatform/microservices-demo/releases" },
  /** The cart's store, the tag that Online Boutique publishes with. */
  redis: { version: "alpine", source: "https://hub.docker.com/_/redis" },
  /** AWS's retail store sample, all services of which carry one version. */
  // renovate: datasource=github-releases depName=aws-containers/retail-store-sample-app extractVersion=^v(?<version>.*)$
  retailStore: { version: "1.6.2", source: "https://github.com/aws-containers/retail-store-sample-app/releases" },
  /** OpenTelemetry's demo, all images of its own of which carry one version. */
  // renovate: datasource=github-releases depName=open-telemetry/opentelemetry-demo
  astronomyShop: { version: "3.0.0", source: "https://github.com/open-telemetry/opentelemetry-demo/releases" },
  /** The shell of the load generator's start-up check. */
  busybox: {
    version: "1.38.0@sha256:fd8d9aa63ba2f0982b5304e1ee8d3b90a210bc1ffb5314d980eb6962f1a9715d",
    source: "https://hub.docker.com/_/busybox",
  },
  /** The database of claims that are met in the cluster. */
  // renovate: datasource=docker depName=postgres
  postgres: {
    version: "18.6-trixie@sha256:4ef4dbc939d61acea57712655ddb4b4ab27419c913f94cca0cd57cb3ea3c2280",
    source: "https://hub.docker.com/_/postgres",
    endOfLife: "2030-11-14",
  },
  /** The Redis-compatible store of such claims. */
  // renovate: datasource=docker depName=valkey/valkey
  valkey: {
    version: "9.1.2-alpine@sha256:48332870af354a799964c0012ae1194a0bf2bf894eb508f945810596dc2d8d11",
    source: "https://hub.docker.com/r/valkey/valkey",
  },
  /** Their queue. */
  // renovate: datasource=docker depName=rabbitmq
  rabbitmq: {
    version: "4.3.6-management@sha256:cdf40d8cb363d145e377ed88d59696a42386ffe54b30125f10eb128b862eea95",
    source: "https://hub.docker.com/_/rabbitmq",
  },
  /** Their broker of topics. */
  // renovate: datasource=docker depName=apache/kafka
  kafka: {
    version: "4.3.1@sha256:77e3df9054047a88b520d0cc46e16696d3b22022e1d580aeccd2632df6532837",
    source: "https://hub.docker.com/r/apache/kafka",
  },
  /** Their S3-compatible store, under the Apache licence. */
  // renovate: datasource=docker depName=chrislusf/seaweedfs
  seaweedfs: {
    version: "4.48@sha256:4e61d15fd35994cb1e43e1e553dff106794841fd9a99ade2fc8c8bfce4d7872d",
    source: "https://hub.docker.com/r/chrislusf/seaweedfs",
  },
} as const satisfies Record<string, CatalogueEntry>;
