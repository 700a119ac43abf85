/** What the Pod Security level `restricted` asks of a pod. The user is that of Elastic's images. */
export const restrictedPod = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  seccompProfile: { type: "RuntimeDefault" },
} as const;

/** And of a container. */
export const restrictedContainer = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
} as const;

export function memoryOf(mib: number): { readonly memory: string } {
  return { memory: `${mib}Mi` };
}
