import { blackboxExporter } from "../../addons";
import type { RenderedObject } from "../../core";
import type { PublicAddress } from "../observability-surroundings";
import { defaultInterval, probedAddresses, probeJob } from "./probed-addresses";
import type { ProbesSpec } from "./probes-spec";

/** What Prometheus has the exporter call: an object for each way of calling, with all its addresses. Their label `instance` is the address. */
export function probes(spec: ProbesSpec, addresses: readonly PublicAddress[]): RenderedObject[] {
  const { interval = defaultInterval } = spec;
  return probedAddresses(spec, addresses).map(({ module, spec: { timeoutSeconds = 10 }, urls }) => ({
    suffix: module,
    apiVersion: "monitoring.coreos.com/v1",
    kind: "Probe",
    name: module,
    fields: {
      spec: {
        jobName: probeJob,
        interval,
        // The exporter gives up half a second before: it must be able to say so.
        scrapeTimeout: `${timeoutSeconds + 1}s`,
        module,
        prober: { url: blackboxExporter.address },
        targets: { staticConfig: { static: urls } },
      },
    },
  }));
}
