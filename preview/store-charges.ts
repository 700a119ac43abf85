import { parseQuantity } from "../components/core";
import type { RecordedResource } from "../testing";
import type { Charges } from "./charges";
import { servicePrice } from "./prices";

type Fields = Readonly<Record<string, unknown>>;

/** Volumes that operators claim for what is stored in the cluster: the program states their sizes. */
export const storeChargers: Readonly<Record<string, (inputs: RecordedResource["inputs"], region: string) => Charges>> =
  {
    "kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch": ({ spec }, region) => {
      const sizes = list(fields(spec).nodeSets).map((nodeSet) => {
        const { count, volumeClaimTemplates } = fields(nodeSet);
        return Number(count ?? 1) * list(volumeClaimTemplates).reduce<number>((sum, claim) => sum + gibOf(claim), 0);
      });
      return charged("volumes of logs", sizes, region);
    },
    "kubernetes:helm.sh/v3:Release": ({ chart, values }, region) => {
      if (chart !== "kube-prometheus-stack") return {};
      const { prometheus, alertmanager, grafana } = fields(values);
      const { replicas = 1, storageSpec } = fields(fields(prometheus).prometheusSpec);
      const alerting = fields(fields(alertmanager).alertmanagerSpec);
      const { enabled, size } = fields(fields(grafana).persistence);
      return charged(
        "volumes of metrics",
        [
          Number(replicas) * gibOf(fields(storageSpec).volumeClaimTemplate),
          Number(alerting.replicas ?? 1) * gibOf(fields(alerting.storage).volumeClaimTemplate),
          enabled === true ? gib(size) : 0,
        ],
        region,
      );
    },
  };

function charged(what: string, sizes: readonly number[], region: string): Charges {
  const quantity = sizes.reduce((sum, size) => sum + size, 0);
  if (quantity === 0) return {};
  return {
    items: [{ what, quantity, unit: "GiB", usdPerMonth: quantity * servicePrice(region, "gp3GbMonth").usd }],
  };
}

function gibOf(claim: unknown): number {
  return gib(fields(fields(fields(fields(claim).spec).resources).requests).storage);
}

function gib(quantity: unknown): number {
  return (typeof quantity === "string" ? (parseQuantity(quantity) ?? 0) : 0) / 2 ** 30;
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
