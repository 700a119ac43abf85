import type { Row } from "../layout";
import { units } from "../units";
import { graph, rates } from "./graph";
import { platformMatcher, type PlatformPods } from "./pods-row";

/** What every controller shows that is built on controller-runtime: how much it has to do, and what fails. */
export function controllerRow(pods: PlatformPods): Row {
  const of = `{${platformMatcher(pods)}}`;
  const failed = of.replace("}", ',code=~"4..|5..|<error>"}');
  return {
    title: "Controllers",
    panels: [
      graph("Objects looked at", units.operations, rates("controller", `controller_runtime_reconcile_total${of}`)),
      graph("Failures", units.operations, rates("controller", `controller_runtime_reconcile_errors_total${of}`)),
      graph(
        "Calls to the API server that failed",
        units.operations,
        rates("code, method", `rest_client_requests_total${failed}`),
      ),
    ],
  };
}
