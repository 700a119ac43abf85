import { didYouMean, under, type Problem } from "../../core";
import type { Surroundings } from "../frame/add-on";
import { checkWhole } from "../frame/whole-numbers";
import { checkNodeClass } from "./check-node-class";
import { checkNodePool } from "./check-node-pool";
import { classOf, nodeClassesOf, nodePoolsOf, type KarpenterSpec } from "./karpenter-spec";

/** What is wrong with the options of Karpenter, and with where it is to run. */
export function checkKarpenter(spec: KarpenterSpec, around: Surroundings): Problem[] {
  const pools = nodePoolsOf(spec);
  const classes = nodeClassesOf(spec);
  return [
    ...checkSystemNodes(around),
    ...checkAny("nodePools", pools, "nothing would ever be started"),
    ...checkAny("nodeClasses", classes, "no pool could start anything"),
    ...Object.entries(classes).flatMap(([name, one]) =>
      under(["nodeClasses", name], checkNodeClass(name, one, around)),
    ),
    ...Object.entries(pools).flatMap(([name, one]) =>
      under(
        ["nodePools", name],
        [
          ...checkNodePool(name, one, around.capabilities),
          ...checkClassOf(name, one.nodeClass, classOf(name, one, Object.keys(classes)), Object.keys(classes)),
        ],
      ),
    ),
    ...checkWhole(["controller", "cpuMillis"], spec.controller?.cpuMillis, 10),
    ...checkWhole(["controller", "memoryMib"], spec.controller?.memoryMib, 128),
  ];
}

/** It cannot run on nodes that it starts itself: the last of them would take it away, and nobody be there to start another. */
function checkSystemNodes({ nodeGroups, highlyAvailable, autoMode, target }: Surroundings): Problem[] {
  if (nodeGroups === undefined || autoMode || target === "existing") return [];
  const groups = nodeGroups.filter(({ purpose }) => purpose === "system");
  const nodes = groups.reduce((sum, { min }) => sum + min, 0);
  const needed = highlyAvailable ? 2 : 1;
  if (nodes >= needed) return [];
  return [
    {
      path: [],
      message: "karpenter runs on nodes that it has not started itself, and there are too few of them",
      found:
        groups.length === 0
          ? "no node group of the purpose system"
          : `${nodes} ${nodes === 1 ? "node" : "nodes"} at least`,
      allowed: `node groups of the purpose system with ${needed} ${needed === 1 ? "node" : "nodes"} or more at least`,
      fix:
        groups.length === 0
          ? `add to the cluster's nodeGroups system: { purpose: system, size: { min: ${needed}, max: ${needed + 1} } }`
          : `raise the group's min to ${needed}`,
    },
  ];
}

function checkAny(field: string, all: Readonly<Record<string, unknown>>, consequence: string): Problem[] {
  if (Object.keys(all).length > 0) return [];
  return [
    { path: [field], message: `${field} is empty, so ${consequence}`, found: "{}", fix: "name one, or leave it out" },
  ];
}

function checkClassOf(
  pool: string,
  wanted: string | undefined,
  found: string | undefined,
  classes: readonly string[],
): Problem[] {
  if (found !== undefined || classes.length === 0) return [];
  const meant = wanted === undefined ? undefined : didYouMean(wanted, classes);
  return [
    {
      path: ["nodeClass"],
      message:
        wanted === undefined ? "the pool says not which of the node classes is its own" : "there is no such node class",
      found: wanted ?? `neither a class ${pool} nor a class general`,
      allowed: classes.join(", "),
      fix:
        meant !== undefined
          ? `did you mean ${meant}?`
          : wanted === undefined
            ? "write nodeClass: …"
            : `add nodeClasses.${wanted}, or name one of these`,
    },
  ];
}
