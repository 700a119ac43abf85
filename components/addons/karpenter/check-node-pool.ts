import type { NodeTaint, PlatformCapabilities } from "../../cluster";
import {
  checkDnsLabel,
  checkLabelName,
  checkLabelValue,
  checkScheduleFields,
  didYouMean,
  scheduleNames,
  under,
  type Problem,
} from "../../core";
import { checkWhole } from "../frame/whole-numbers";
import { checkFilled } from "./check-fields";
import { checkMachines } from "./check-machines";
import { checkDuration } from "./durations";
import type { DisruptionBudget, NodePoolSpec, NodeRequirement } from "./node-pool-spec";

/** What is wrong with one pool, but for its class. Paths are relative to it. */
export function checkNodePool(name: string, spec: NodePoolSpec, capabilities?: PlatformCapabilities): Problem[] {
  const { limits = {}, requirements = [], budgets = [] } = spec;
  return [
    ...checkDnsLabel("a node pool", name),
    ...checkPurpose(spec),
    ...checkFilled({
      capacity: spec.capacity,
      architectures: spec.architectures,
      instanceCategories: spec.instanceCategories,
      instanceFamilies: spec.instanceFamilies,
      instanceSizes: spec.instanceSizes,
      instanceTypes: spec.instanceTypes,
      zones: spec.zones,
      budgets: spec.budgets,
    }),
    ...checkMachines(name, spec),
    ...checkZones(spec, capabilities),
    ...requirements.flatMap((requirement, index) => under(["requirements", index], checkRequirement(requirement))),
    ...checkLabels(spec.labels ?? {}),
    ...checkTaints("taints", spec.taints),
    ...checkTaints("startupTaints", spec.startupTaints),
    ...under(
      ["limits"],
      [
        ...checkWhole(["cpu"], limits.cpu, 1),
        ...checkWhole(["memoryGiB"], limits.memoryGiB, 1),
        ...checkWhole(["gpus"], limits.gpus, 1),
      ],
    ),
    ...checkWhole(["minGeneration"], spec.minGeneration, 1),
    ...checkWhole(["weight"], spec.weight, 1, 100),
    ...checkDuration(["expireAfter"], spec.expireAfter, { orNever: true, least: 3600 }),
    ...checkDuration(["terminationGracePeriod"], spec.terminationGracePeriod, { least: 30 }),
    ...checkDuration(["consolidation", "after"], spec.consolidation?.after, { orNever: true }),
    ...budgets.flatMap((budget, index) => under(["budgets", index], checkBudget(budget))),
  ];
}

function checkPurpose({ purpose }: NodePoolSpec): Problem[] {
  if (purpose === undefined) return [];
  if (purpose === "system") {
    return [
      {
        path: ["purpose"],
        message: "nodes of the purpose system are those that Karpenter itself runs on, so it cannot start them",
        found: purpose,
        fix: "choose another purpose, and leave system to a node group of the cluster",
      },
    ];
  }
  if (purpose === "")
    return [{ path: ["purpose"], message: "the purpose is empty", found: '""', fix: "name one, or leave it out" }];
  return checkLabelValue(["purpose"], purpose);
}

function checkZones({ zones = [] }: NodePoolSpec, capabilities: PlatformCapabilities | undefined): Problem[] {
  const known = capabilities?.zones;
  if (known === undefined) return [];
  return [...zones.entries()]
    .filter(([, zone]) => !known.includes(zone))
    .map(([index, zone]) => ({
      path: ["zones", index],
      message: "the cluster has no nodes in this zone",
      found: zone,
      allowed: known.join(", "),
      fix: "name one of these, or leave zones out",
    }));
}

/** Labels of which Karpenter decides the value, or that a typed field of the pool decides. */
const decided: Readonly<Record<string, string>> = {
  "karpenter.sh/nodepool": "it is the pool's own name",
  "kubernetes.io/hostname": "each node has its own",
  "karpenter.sh/capacity-type": "write capacity: […]",
  "kubernetes.io/arch": "write architectures: […]",
  "kubernetes.io/os": "all nodes run Linux",
  "topology.kubernetes.io/zone": "write zones: […]",
  "node.kubernetes.io/instance-type": "write instanceTypes: […]",
  "nodes.slipway/purpose": "write purpose: …",
};

const noValue = "no value";

function checkRequirement({ key, operator, values = [], minValues }: NodeRequirement): Problem[] {
  const fix = Object.hasOwn(decided, key) ? decided[key] : undefined;
  const isNumber = values.length === 1 && /^[0-9]+$/.test(values[0] ?? "");
  const wrong = {
    In: values.length === 0 ? "at least one value" : undefined,
    NotIn: values.length === 0 ? "at least one value" : undefined,
    Gt: isNumber ? undefined : "one whole number",
    Lt: isNumber ? undefined : "one whole number",
    Exists: values.length > 0 ? noValue : undefined,
    DoesNotExist: values.length > 0 ? noValue : undefined,
  }[operator];
  return [
    ...checkLabelName(["key"], key),
    ...(fix === undefined
      ? []
      : [{ path: ["key"], message: "this label of nodes is decided elsewhere", found: key, fix: `remove it; ${fix}` }]),
    ...(wrong === undefined
      ? []
      : [
          {
            path: ["values"],
            message: `the operator ${operator} does not go with these values`,
            found: values.length === 0 ? "none" : values.join(", "),
            allowed: wrong,
            fix:
              wrong === noValue ? "remove the values, or write the operator In" : `write ${wrong}, or another operator`,
          },
        ]),
    ...checkWhole(["minValues"], minValues, 1, 50),
    ...(operator === "In" &&
    minValues !== undefined &&
    minValues <= 50 &&
    values.length > 0 &&
    values.length < minValues
      ? [
          {
            path: ["minValues"],
            message: "there are fewer values than there must be to choose from",
            found: `${minValues}, of ${values.length}`,
            fix: `write ${values.length} or less, or name more values`,
          },
        ]
      : []),
  ];
}

function checkLabels(labels: Readonly<Record<string, string>>): Problem[] {
  return Object.entries(labels).flatMap(([key, value]) => {
    const path = ["labels", key];
    if (/(^|\.)(kubernetes|k8s)\.io\/|^karpenter\.|^nodes\.slipway\//.test(key)) {
      return [
        {
          path,
          message: "this label is Kubernetes', Karpenter's or this program's own",
          found: key,
          fix: "use a prefix of your own, or none",
        },
      ];
    }
    return [...checkLabelName(path, key), ...checkLabelValue(path, value)];
  });
}

function checkTaints(field: string, taints: readonly NodeTaint[] = []): Problem[] {
  return taints.flatMap(({ key, value = "" }, index) => [
    ...checkLabelName([field, index, "key"], key),
    ...checkLabelValue([field, index, "value"], value),
  ]);
}

function checkBudget({ nodes, reasons, schedule, duration }: DisruptionBudget): Problem[] {
  return [
    ...(/^((100|[0-9]{1,2})%|[0-9]+)$/.test(String(nodes))
      ? []
      : [
          {
            path: ["nodes"],
            message: "this is no number of nodes",
            found: String(nodes),
            allowed: "0, 1, 2 and so on, or 0% to 100%",
            fix: "write it like 1 or 10%",
          },
        ]),
    ...checkFilled({ reasons }),
    ...(schedule === undefined ? [] : checkBudgetSchedule(schedule)),
    ...(duration === undefined || /^[0-9]+[hm]$|^[0-9]+h[0-9]+m$/.test(duration)
      ? []
      : [
          {
            path: ["duration"],
            message: "this is no duration of a budget",
            found: duration,
            allowed: "hours and minutes",
            fix: "write it like 8h, 30m or 1h30m",
          },
        ]),
    ...((schedule === undefined) === (duration === undefined)
      ? []
      : [
          {
            path: [schedule === undefined ? "schedule" : "duration"],
            message: "a budget that begins at a time also ends, and the other way round",
            found: schedule === undefined ? "duration without schedule" : "schedule without duration",
            fix: schedule === undefined ? "add schedule: …, or remove duration" : "add duration: …, such as 8h",
          },
        ]),
  ];
}

/** Karpenter takes the names of schedules, but no intervals. */
function checkBudgetSchedule(schedule: string): Problem[] {
  const path = ["schedule"];
  if (!schedule.startsWith("@")) return checkScheduleFields(path, schedule);
  if (scheduleNames.includes(schedule)) return [];
  const meant = didYouMean(schedule, scheduleNames);
  return [
    {
      path,
      message: "there is no schedule of this name",
      found: schedule,
      allowed: `five fields of cron, or ${scheduleNames.join(", ")}`,
      fix: meant === undefined ? "write five fields, such as 0 9 * * 1-5" : `did you mean ${meant}?`,
    },
  ];
}
