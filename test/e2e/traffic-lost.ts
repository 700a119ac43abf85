import { render, type Manifest } from "../workloads/requirements/rendered";
import type { ControlPlane } from "./control-plane";
import type { Program } from "./engine";
import { lostFields } from "./server-side-apply";

/** Groups of gateways, meshes, certificates and monitors. */
const ofTraffic =
  /(^|\.)(gateway\.networking\.k8s\.io|envoyproxy\.io|traefik\.io|nginx\.org|istio\.io|cert-manager\.io|monitoring\.coreos\.com)\//;

/**
 * What the API server has dropped or changed of the custom resources of a program that was brought up: a field that a definition does not know is dropped
 * without a word. At least one object is looked at.
 * @param place project and stack of the engine, where the program is called by them. Default: it is not
 * @param groups those whose objects are looked at, as in `apiVersion`. Default: those of gateways, meshes, certificates and monitors
 */
export async function lostOfProgram(
  plane: ControlPlane,
  program: Program,
  groups = ofTraffic,
  place: Parameters<typeof render>[1] = {},
): Promise<string[]> {
  const { manifests } = await render(program, place);
  const custom = manifests.filter(({ apiVersion }) => groups.test(apiVersion));
  const text = await plane.kubectl(["get", "--filename=-", "--output=json"], {
    input: JSON.stringify({ apiVersion: "v1", kind: "List", items: custom }),
  });
  // The API server answers by its schema; which part of it is read is the reader's word.
  const { items } = JSON.parse(text) as { readonly items: readonly Manifest[] };
  if (items.length < 2 || items.length !== custom.length)
    throw new Error(`of ${custom.length} objects ${items.length} are there`);
  return custom.flatMap((written, index) => {
    const stored = items[index];
    const name = `${written.kind} ${written.metadata.name}`;
    return stored === undefined ? [] : lostFields(written, stored).map((field) => `${name}${field}`);
  });
}
