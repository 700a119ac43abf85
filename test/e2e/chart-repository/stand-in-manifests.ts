import { manifests, type ManifestEntry, type ManifestName } from "../../../components/core";
import { crdKinds } from "./crd-kinds";
import { definitionsOf } from "./small-chart";

/** Kinds of each file, in the order in which the catalogue has the files. */
const kinds: Readonly<Record<ManifestName, readonly (readonly string[])[]>> = {
  awsLoadBalancerControllerCrds: [false, true].map((isGateway) =>
    crdKinds.awsLoadBalancerController.filter((kind) => kind.includes(".gateway.k8s.aws ") === isGateway),
  ),
  envoyGatewayCrds: eachAlone(crdKinds.envoyGateway, manifests.envoyGatewayCrds.files.length),
  gatewayApi: eachAlone(crdKinds.gatewayApi, manifests.gatewayApi.files.length),
};

/** One in each file, in their order; files behind them, such as one with a policy, have none. */
function eachAlone(all: readonly string[], files: number): string[][] {
  return Array.from({ length: files }, (_, index) => all.slice(index, index + 1));
}

/** The kinds that a set of files brings. */
export function kindsOfManifest(name: ManifestName): string[] {
  return kinds[name].flat();
}

/**
 * What stands in for the manifests of the catalogue, by path: their definitions, without schemas.
 * @param names which sets of files; all by default
 */
export function standInManifests(
  names: readonly ManifestName[] = Object.keys(manifests) as ManifestName[],
): Readonly<Record<string, string>> {
  const all = names.flatMap((name) => {
    const { address, version, files }: ManifestEntry = manifests[name];
    return files.map((file, index): [string, string] => [
      `${new URL(address).pathname}/${version}/${file}`,
      definitionsOf(kinds[name][index] ?? [], version),
    ]);
  });
  return Object.fromEntries(all);
}
