import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AddOnContext } from "../frame/add-on";
import { clusterSecretStore, ownNamespace, readerOf } from "./cluster-secret-store";
import type { ExternalSecretsSpec, KubernetesStoreSpec, SecretStoreSpec } from "./external-secrets-spec";

type Context = AddOnContext<ExternalSecretsSpec>;

/** A store, and for one of Secrets of the cluster whoever may read them. */
export function createStore(
  context: Context,
  name: string,
  store: SecretStoreSpec,
  release: pulumi.Resource,
): pulumi.Resource {
  const readers = store.kind === "kubernetes" ? createReader(context, name, store) : [];
  return new k8s.apiextensions.CustomResource(
    ...context.child<k8s.apiextensions.CustomResourceArgs>(
      `store-${name}`,
      clusterSecretStore(name, store, context.eks?.region),
      context.options.transform?.store,
      { dependsOn: [release, ...readers] },
    ),
  );
}

/** A service account that may read the Secrets of one namespace, and nothing else. */
function createReader(
  { child, place, isProtected }: Context,
  store: string,
  { namespace, createNamespace = true }: KubernetesStoreSpec,
): pulumi.Resource[] {
  const suffix = `store-${store}`;
  const name = readerOf(store);
  // What is in it was put there by people, and is nowhere else.
  const protection = { protect: isProtected };
  const made = createNamespace
    ? [
        new k8s.core.v1.Namespace(
          ...child(suffix, { metadata: { name: namespace, labels: noPods } }, undefined, protection),
        ),
      ]
    : [];
  const account = new k8s.core.v1.ServiceAccount(
    ...child(suffix, { metadata: { name, namespace: ownNamespace }, automountServiceAccountToken: false }, undefined, {
      dependsOn: [...place],
    }),
  );
  const role = new k8s.rbac.v1.Role(
    ...child(
      suffix,
      {
        metadata: { name, namespace },
        rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list", "watch"] }],
      },
      undefined,
      { dependsOn: made },
    ),
  );
  const binding = new k8s.rbac.v1.RoleBinding(
    ...child(
      suffix,
      {
        metadata: { name, namespace },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
        subjects: [{ kind: "ServiceAccount", name, namespace: ownNamespace }],
      },
      undefined,
      { dependsOn: [account, role] },
    ),
  );
  return [...made, account, role, binding];
}

/** Nobody is to run pods beside the Secrets; one that comes all the same gets the least rights. */
const noPods = { "pod-security.kubernetes.io/enforce": "restricted" };
