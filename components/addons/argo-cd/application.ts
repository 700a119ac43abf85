import type { ArgoCdRoot } from "./argo-cd-spec";

/** The arguments of an Application, as far as this project writes them. Source: API reference of Argo CD, `argoproj.io/v1alpha1`. */
export interface ApplicationArgs {
  readonly apiVersion: "argoproj.io/v1alpha1";
  readonly kind: "Application";
  readonly metadata: { readonly name: string; readonly namespace: string; readonly finalizers: string[] };
  readonly spec: {
    readonly project: string;
    readonly source: { readonly repoURL: string; readonly path: string; readonly targetRevision: string };
    readonly destination: { readonly server: string; readonly namespace: string };
    readonly syncPolicy: { readonly automated: { readonly prune: boolean; readonly selfHeal: boolean } };
  };
}

/** Deletes the objects of an Application, and waits until they are gone, before the Application goes. */
const cascading = "resources-finalizer.argocd.argoproj.io/foreground";

/** The first Application, in the namespace of Argo CD. */
export function rootApplication({ url, path, revision = "HEAD" }: ArgoCdRoot, namespace: string): ApplicationArgs {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: "root", namespace, finalizers: [cascading] },
    spec: {
      project: "default",
      source: { repoURL: url, path, targetRevision: revision },
      destination: { server: "https://kubernetes.default.svc", namespace },
      syncPolicy: { automated: { prune: true, selfHeal: true } },
    },
  };
}
