import { annotationPrefix } from "../../addons/cloud-map/cloud-map-spec";
import type { PlatformCapabilities } from "../../cluster";
import { isDnsLabel, under, type Problem } from "../../core";
import type { AdditionalServiceSpec, ServiceSpec, Workloads } from "../../workloads";

/** Annotation of a Service that is to be registered with AWS Cloud Map: its name there. */
export const registeredName = `${annotationPrefix}hostname`;

type AnyService = Pick<ServiceSpec | AdditionalServiceSpec, "annotations" | "headless" | "type">;

/** What is wrong with Services that ask to be registered with Cloud Map. Paths start with the section and the name of the workload. */
export function checkRegisteredServices(
  workloads: Workloads,
  capabilities: PlatformCapabilities | undefined,
): Problem[] {
  return (["services", "statefulServices", "nodeAgents"] as const).flatMap((section) => {
    const specs: Readonly<
      Record<
        string,
        {
          readonly service?: AnyService | undefined;
          readonly additionalServices?: Readonly<Record<string, AnyService>> | undefined;
        }
      >
    > = workloads[section] ?? {};
    return Object.entries(specs).flatMap(([name, { service, additionalServices = {} }]) =>
      under(
        [section, name],
        [
          ...(service === undefined ? [] : under(["service"], checkService(service, capabilities))),
          ...Object.entries(additionalServices).flatMap(([suffix, one]) =>
            under(["additionalServices", suffix], checkService(one, capabilities)),
          ),
        ],
      ),
    );
  });
}

function checkService(
  { annotations = {}, headless, type }: AnyService,
  capabilities?: PlatformCapabilities,
): Problem[] {
  const name = annotations[registeredName];
  if (typeof name !== "string") return [];
  const path = ["annotations", registeredName];
  const cloudMap = capabilities?.cloudMap;
  if (cloudMap === undefined) {
    return [
      {
        path,
        message: "nothing here registers Services with AWS Cloud Map",
        found: name,
        fix: "add cloudMap: { namespace: … } under slipway:addOns, or remove the annotation",
      },
    ];
  }
  const { namespace } = cloudMap;
  const label = name.endsWith(`.${namespace}`) ? name.slice(0, -namespace.length - 1) : "";
  return [
    ...(isDnsLabel(label)
      ? []
      : [
          {
            path,
            message: "a name in Cloud Map is one label below its namespace",
            found: name,
            allowed: `<label>.${namespace}`,
            fix: `write ${name.split(".")[0] ?? "orders"}.${namespace}`,
          },
        ]),
    ...(headless === true || type === "LoadBalancer"
      ? []
      : [
          {
            path,
            message: "nobody outside of the cluster can reach the address of this Service, so it is not registered",
            found: type ?? "ClusterIP",
            allowed: "a headless Service, whose pods are registered, or one of the type LoadBalancer",
            fix: "add headless: true, or ask for it at an additional Service",
          },
        ]),
  ];
}
