import type * as k8s from "@pulumi/kubernetes";

/** How objects are written to every cluster, whoever made it. */
export const providerOptions = {
  // By field ownership, without which an update would take the number of replicas back from an autoscaler.
  enableServerSideApply: true,
  // Names are fixed, so a changed ConfigMap or Secret is changed in place; by default it would be gone for a moment.
  enableConfigMapMutable: true,
  enableSecretMutable: true,
  // What is there already belongs to somebody: it is an error, and not taken over to be deleted one day.
  upsertExistingObjects: false,
} satisfies k8s.ProviderArgs;
