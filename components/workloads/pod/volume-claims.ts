import type { types } from "@pulumi/kubernetes";
import type { PlatformCapabilities } from "../../cluster";
import { didYouMean, parseQuantity, under, type Problem } from "../../core";
import type { VolumeClaims, VolumeClaimSpec } from "./volume-spec";
import { checkBytes } from "./volume-sources";

/**
 * The claims that a StatefulSet makes for each of its pods, by name: their order is part of what Kubernetes never changes, so another one
 * would replace the StatefulSet.
 */
export function volumeClaimTemplates(claims: VolumeClaims): types.input.core.v1.PersistentVolumeClaim[] {
  const byName = Object.entries(claims).sort(([one], [other]) => (one < other ? -1 : 1));
  return byName.map(([name, { size, class: className, accessModes = ["ReadWriteOnce"] }]) => ({
    metadata: { name },
    spec: {
      accessModes: [...accessModes],
      ...(className === undefined ? {} : { storageClassName: className }),
      resources: { requests: { storage: size } },
    },
  }));
}

/** What is wrong with the volume claims of a stateful service, but for their names and where they are mounted: `checkVolumes` looks at those. */
export function checkVolumeClaims(
  claims: VolumeClaims | undefined,
  capabilities: PlatformCapabilities | undefined,
): Problem[] {
  const entries = Object.entries(claims ?? {});
  if (entries.length === 0) {
    return [
      {
        path: ["volumeClaims"],
        message: "a stateful service without a volume claim keeps nothing",
        found: "no volume claim",
        fix: "add one, such as data: { size: 10Gi, mountPath: /data }, or make it a service (Microservice)",
      },
    ];
  }
  return entries.flatMap(([name, claim]) =>
    under(
      ["volumeClaims", name],
      [
        ...checkBytes(["size"], claim.size),
        ...checkGrowth(claim),
        ...checkModes(claim),
        ...checkClass(claim, capabilities),
      ],
    ),
  );
}

function checkGrowth({ size, grownFrom }: VolumeClaimSpec): Problem[] {
  if (grownFrom === undefined) return [];
  const wrong = checkBytes(["grownFrom"], grownFrom);
  const [before, after] = [parseQuantity(grownFrom), parseQuantity(size)];
  if (wrong.length > 0 || before === undefined || after === undefined || before < after) return wrong;
  return [
    {
      path: ["size"],
      message: "a volume only grows, it never shrinks",
      found: `${size}, grown from ${grownFrom}`,
      allowed: `more than ${grownFrom}`,
      fix: "write a larger size; for a smaller one make another claim and copy what it holds",
    },
  ];
}

function checkModes({ accessModes }: VolumeClaimSpec): Problem[] {
  if (accessModes === undefined) return [];
  const path = ["accessModes"];
  if (accessModes.length === 0) {
    return [
      { path, message: "a volume claim without an access mode", found: "[]", fix: "leave it out for ReadWriteOnce" },
    ];
  }
  if (!accessModes.includes("ReadWriteOncePod") || accessModes.length === 1) return [];
  return [
    {
      path,
      message: "ReadWriteOncePod goes with no other access mode",
      found: accessModes.join(", "),
      fix: "remove it, or all others",
    },
  ];
}

/** What the cluster's classes can do, if it is known which there are. */
function checkClass(claim: VolumeClaimSpec, capabilities: PlatformCapabilities | undefined): Problem[] {
  const classes = capabilities?.storageClasses;
  if (classes === undefined) return [];
  const names = Object.keys(classes);
  const [defaultName] = names.filter((name) => classes[name]?.isDefault === true);
  const name = claim.class ?? defaultName;
  const storageClass = name === undefined || !Object.hasOwn(classes, name) ? undefined : classes[name];
  if (name === undefined || storageClass === undefined) return [unknownClass(name, names)];
  const which = claim.class === undefined ? `${name}, the default` : name;
  const shared = claim.accessModes?.filter((mode) => mode.endsWith("Many")) ?? [];
  const able = (ability: "shared" | "expandable"): Pick<Problem, "allowed"> => {
    const others = names.filter((other) => classes[other]?.[ability] === true);
    return others.length === 0 ? {} : { allowed: `the class ${others.join(" or ")}` };
  };
  return [
    ...(shared.length === 0 || storageClass.shared === true
      ? []
      : [
          {
            path: ["accessModes"],
            message: "volumes of this class are for pods of one node",
            found: `${shared.join(", ")} of ${which}`,
            ...able("shared"),
            fix: "use a class of shared storage, or ReadWriteOnce",
          },
        ]),
    ...(claim.grownFrom === undefined || storageClass.expandable
      ? []
      : [
          {
            path: ["size"],
            message: "volumes of this class cannot grow",
            found: `${claim.size}, grown from ${claim.grownFrom}, of ${which}`,
            ...able("expandable"),
            fix: `leave the size at ${claim.grownFrom}, or make another claim of a class that can grow and copy what it holds`,
          },
        ]),
  ];
}

function unknownClass(name: string | undefined, names: readonly string[]): Problem {
  const meant = name === undefined ? undefined : didYouMean(name, names);
  return {
    path: ["class"],
    message:
      name === undefined
        ? "the cluster has no default class of storage"
        : "the cluster has no class of storage of this name",
    ...(name === undefined ? {} : { found: name }),
    ...(names.length === 0 ? {} : { allowed: names.join(", ") }),
    fix:
      meant !== undefined
        ? `did you mean ${meant}?`
        : `name one of the classes, or add it to slipway:capabilities.storageClasses`,
  };
}
