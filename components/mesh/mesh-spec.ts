import type { AddOnChoice } from "../addons";
import { meshModes, meshProviders, type MeshCapability, type MeshMode, type MeshProvider } from "../cluster";
import { didYouMean, type Problem } from "../core";
import { meshEngine } from "./engines";

export const meshChoices = ["none", ...meshProviders] as const;

/** The mesh of an environment. */
export interface MeshSpec {
  /**
   * `none`: the gateway covers the edge, and network policies say who may call whom. `istio`: with proxies on nodes, or in pods. `linkerd`: edge releases, of which
   * its makers mend the newest alone. `consul`: under the Business Source Licence.
   */
  readonly provider: (typeof meshChoices)[number];
  /** Where the proxies are: `ambient` (on nodes) is Istio's alone. Default: `ambient` with Istio, else `sidecar`. */
  readonly mode?: MeshMode | undefined;
  /** Whether workloads take calls of the mesh alone, or also those of others, without encryption. Default: `strict`. */
  readonly mtls?: "strict" | "permissive" | undefined;
}

/** What the section is checked against. */
export interface MeshSurroundings {
  /** Add-ons as the environment names them, without those of the section. */
  readonly addOns: AddOnChoice;
  /** The mesh that the environment says the cluster has already. */
  readonly stated?: MeshCapability | undefined;
}

/** The add-ons that the section asks for, which the environment may give more options: these are below its own. */
export function meshAddOns({ provider, mode, mtls }: MeshSpec): AddOnChoice {
  const options = mtls === undefined ? {} : { mtls };
  switch (provider) {
    case "none":
      return {};
    case "istio":
      return {
        gatewayApi: true,
        istioCni: true,
        istio: { ...options, ...(mode === undefined ? {} : { mode }) },
        ...((mode ?? "ambient") === "ambient" ? { istioZtunnel: true } : {}),
      };
    case "linkerd":
      return { certManager: true, gatewayApi: true, linkerdCni: true, trustManager: true, linkerd: options };
    case "consul":
      return { gatewayApi: true, consul: options };
  }
}

/** What is wrong with the section. Paths are relative to it. */
export function checkMesh(spec: MeshSpec, { addOns, stated }: MeshSurroundings): Problem[] {
  const { provider, mode, mtls } = spec;
  if (!meshChoices.includes(provider)) return [unknownChoice("provider", provider, meshChoices)];
  return [
    ...(mode === undefined || meshModes.includes(mode) ? [] : [unknownChoice("mode", mode, meshModes)]),
    ...(mtls === undefined || ["strict", "permissive"].includes(mtls)
      ? []
      : [unknownChoice("mtls", mtls, ["strict", "permissive"])]),
    ...(provider === "none" ? checkNone(spec) : [...checkMode(spec, provider), ...checkStated(provider, stated)]),
    ...checkOthers(provider, addOns),
  ];
}

function unknownChoice(field: string, found: string, allowed: readonly string[]): Problem {
  const meant = didYouMean(found, allowed);
  return {
    path: [field],
    message: field === "provider" ? "there is no such mesh" : "there is no such choice",
    found,
    allowed: allowed.join(", "),
    fix: meant === undefined ? "write one of them" : `did you mean ${meant}?`,
  };
}

/** Options of nothing would be lost without a word. */
function checkNone({ mode, mtls }: MeshSpec): Problem[] {
  return Object.entries({ mode, mtls }).flatMap(([field, value]) =>
    value === undefined
      ? []
      : [
          {
            path: [field],
            message: "without a mesh this says nothing",
            found: value,
            fix: `remove ${field}, or write provider: istio, linkerd or consul`,
          },
        ],
  );
}

function checkMode({ mode }: MeshSpec, provider: MeshProvider): Problem[] {
  const { modes, title } = meshEngine(provider);
  if (mode === undefined || modes.includes(mode) || !meshModes.includes(mode)) return [];
  return [
    {
      path: ["mode"],
      message: `${title} has no such mode`,
      found: mode,
      allowed: modes.join(", "),
      fix: "remove mode, or write provider: istio",
    },
  ];
}

function checkStated(provider: MeshProvider, stated: MeshCapability | undefined): Problem[] {
  if (stated === undefined) return [];
  return [
    {
      path: ["provider"],
      message: "the cluster has a mesh already, as slipway:capabilities.mesh says, and two would carry the same calls",
      found: `${provider}, and ${stated.provider}`,
      fix: "write provider: none, or remove slipway:capabilities.mesh",
    },
  ];
}

/** Add-ons of another mesh: they would be installed, and nothing would come of it but conflicts. */
function checkOthers(provider: MeshSpec["provider"], addOns: AddOnChoice): Problem[] {
  // Consul is a registry too, and may be there for that alone.
  const others = (["istio", "linkerd"] as const).filter((id) => id !== provider && asksFor(addOns[id]));
  return others.map((id) => ({
    path: ["provider"],
    message: `the add-on ${id} is another mesh than the section names`,
    found: `${provider}, and slipway:addOns.${id}`,
    fix: `write provider: ${id}, or remove slipway:addOns.${id}`,
  }));
}

function asksFor(choice: AddOnChoice[keyof AddOnChoice]): boolean {
  return choice !== undefined && choice !== false;
}
