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
  /** The shell of the load generator's start-up check. */
  busybox: {
    version: "1.38.0@sha256:fd8d9aa63ba2f0982b5304e1ee8d3b90a210bc1ffb5314d980eb6962f1a9715d",
    source: "https://hub.docker.com/_/busybox",
  },
} as const satisfies Record<string, CatalogueEntry>;
