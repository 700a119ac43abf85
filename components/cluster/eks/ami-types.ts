import type { Problem } from "../../core";

/** A kind of machine image that EKS keeps for each Kubernetes version. */
interface AmiFamily {
  readonly os: "al2023" | "bottlerocket";
  readonly architecture: "x86_64" | "arm64";
  /** What it has drivers for. */
  readonly accelerator: "none" | "nvidia" | "neuron";
}

const al2023 = { os: "al2023" } as const;
const bottlerocket = { os: "bottlerocket" } as const;
const x86 = { architecture: "x86_64" } as const;
const arm = { architecture: "arm64" } as const;
const plain = { accelerator: "none" } as const;
const nvidia = { accelerator: "nvidia" } as const;

/** Those that can be used. Source: the enumeration AMITypes of the EKS API, without AL2, Windows and CUSTOM. */
export const amiTypes = {
  AL2023_x86_64_STANDARD: { ...al2023, ...x86, ...plain },
  AL2023_ARM_64_STANDARD: { ...al2023, ...arm, ...plain },
  AL2023_x86_64_NVIDIA: { ...al2023, ...x86, ...nvidia },
  AL2023_ARM_64_NVIDIA: { ...al2023, ...arm, ...nvidia },
  AL2023_x86_64_NEURON: { ...al2023, ...x86, accelerator: "neuron" },
  BOTTLEROCKET_x86_64: { ...bottlerocket, ...x86, ...plain },
  BOTTLEROCKET_ARM_64: { ...bottlerocket, ...arm, ...plain },
  BOTTLEROCKET_x86_64_FIPS: { ...bottlerocket, ...x86, ...plain },
  BOTTLEROCKET_ARM_64_FIPS: { ...bottlerocket, ...arm, ...plain },
  BOTTLEROCKET_x86_64_NVIDIA: { ...bottlerocket, ...x86, ...nvidia },
  BOTTLEROCKET_ARM_64_NVIDIA: { ...bottlerocket, ...arm, ...nvidia },
} as const satisfies Readonly<Record<string, AmiFamily>>;

export type AmiType = keyof typeof amiTypes;

export function isAmiType(name: string): name is AmiType {
  return Object.hasOwn(amiTypes, name);
}

/** What a machine image is for; undefined for a name that is none. */
export function amiFamily(name: string): AmiFamily | undefined {
  return isAmiType(name) ? amiTypes[name] : undefined;
}

/** What is wrong with the name of a machine image. */
export function checkAmiType(name: string, path: Problem["path"]): Problem[] {
  if (isAmiType(name)) return [];
  const isRetired = name.toUpperCase().startsWith("AL2_") || name.toLowerCase() === "al2";
  const successor = /ARM/i.test(name)
    ? "AL2023_ARM_64_STANDARD"
    : /GPU/i.test(name)
      ? "AL2023_x86_64_NVIDIA"
      : "AL2023_x86_64_STANDARD";
  return [
    {
      path,
      message: isRetired
        ? "Amazon Linux 2 has had no images for EKS since 2025-11-26, and no support since 2026-06-30"
        : "this is no machine image that can be used here",
      found: name,
      allowed: Object.keys(amiTypes).join(", "),
      fix: isRetired ? `write ${successor}` : "write one of these, or leave it out",
    },
  ];
}
