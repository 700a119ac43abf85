import { meshModes } from "../../cluster";
import { under, type Problem } from "../../core";
import type { Surroundings } from "../frame/add-on";
import { checkWhole } from "../frame/whole-numbers";
import { isAmbient } from "./istio-neighbour";
import type { IstioResources, IstioSpec } from "./istio-spec";

/** What is wrong with the control plane. Paths are relative to its options. */
export function checkIstio(options: IstioSpec, { planned }: Surroundings): Problem[] {
  const { mode = "ambient", mtls = "strict", controlPlane, proxy } = options;
  return [
    ...checkChoice("mode", mode, meshModes),
    ...checkChoice("mtls", mtls, ["strict", "permissive"]),
    ...checkNodes(options, planned.has("istioZtunnel")),
    ...under(["controlPlane"], checkIstioResources(controlPlane)),
    ...under(["proxy"], checkIstioResources(proxy)),
  ];
}

/** What is wrong with what pods ask for. */
export function checkIstioResources({ cpuMillis, memoryMib }: IstioResources = {}): Problem[] {
  return [...checkWhole(["cpuMillis"], cpuMillis, 10), ...checkWhole(["memoryMib"], memoryMib, 64)];
}

/** Both ways nothing would be said: calls would go unencrypted, or proxies would run that nobody uses. */
function checkNodes(options: IstioSpec, hasProxies: boolean): Problem[] {
  if (isAmbient(options) === hasProxies) return [];
  return [
    hasProxies
      ? {
          path: ["mode"],
          message: "with a proxy in each pod those on nodes have nothing to do",
          found: "sidecar, and istioZtunnel",
          fix: "remove istioZtunnel, or write mode: ambient",
        }
      : {
          path: ["mode"],
          message: "in ambient mode the proxies on nodes carry the calls, and they are not there",
          found: "ambient, without istioZtunnel",
          fix: "add istioZtunnel: true, or write mode: sidecar",
        },
  ];
}

/** TypeScript knows the choices; a configuration or a program in JavaScript may not. */
function checkChoice(field: string, value: string, allowed: readonly string[]): Problem[] {
  if (allowed.includes(value)) return [];
  return [
    {
      path: [field],
      message: "there is no such choice",
      found: value,
      allowed: allowed.join(", "),
      fix: "write one of them",
    },
  ];
}
