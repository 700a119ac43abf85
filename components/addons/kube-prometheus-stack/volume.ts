import { parseQuantity } from "../../core";
import type { Surroundings } from "../frame/add-on";
import type { Value } from "../frame/values";
import type { PrometheusSpec } from "./prometheus-spec";

/** Part of a volume that metrics take at most where nothing is stated: what is written just now, and what is made one of several, is not counted. */
const filled = 0.85;
const mebibyte = 2 ** 20;

/** Size of the volume of Prometheus where none is stated. */
export function defaultSize({ isProduction }: Pick<Surroundings, "isProduction">): string {
  return isProduction ? "50Gi" : "10Gi";
}

/** Size of the volume of Prometheus; undefined where it has none. */
export function volumeSize(
  { storage }: PrometheusSpec,
  around: Pick<Surroundings, "isProduction">,
): string | undefined {
  return storage === false ? undefined : (storage?.size ?? defaultSize(around));
}

/** Most that metrics take, in the form of Prometheus, of which the unit `MB` has 2^20 bytes; undefined where there is no bound. */
export function retentionSize(spec: PrometheusSpec, around: Pick<Surroundings, "isProduction">): string | undefined {
  const size = volumeSize(spec, around);
  const bytes =
    spec.retentionSize === undefined
      ? filled * ((size === undefined ? undefined : parseQuantity(size)) ?? 0)
      : (parseQuantity(spec.retentionSize) ?? 0);
  return bytes === 0 ? undefined : `${Math.floor(bytes / mebibyte)}MB`;
}

/** The template of a claim, as custom resources of the operator have it. */
export function claim(size: string, storageClass: string | undefined): Value {
  return {
    volumeClaimTemplate: {
      spec: {
        accessModes: ["ReadWriteOnce"],
        ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
        resources: { requests: { storage: size } },
      },
    },
  };
}

/** Whether volumes stay when what they are of goes. A pod that is not there for a while keeps its own. */
export function volumeRetention(isProtected: boolean): Value {
  return { whenDeleted: isProtected ? "Retain" : "Delete", whenScaled: "Retain" };
}
