/** The form of the table. It does not prove that EKS still offers these builds: only `aws eks describe-addon-versions` can. */
import {
  addOnNames,
  addOnVersion,
  pinnedKubernetesVersions,
  type AddOnName,
  type AddOnVersion,
} from "../../../components/cluster/eks/add-on-versions";
import { kubernetesVersions } from "../../../components/cluster/eks/kubernetes-versions";

function pinned(addOn: AddOnName, kubernetes: string): AddOnVersion {
  const version = addOnVersion(addOn, kubernetes);
  if (version === undefined) throw new Error(`no ${addOn} for ${kubernetes}`);
  return version;
}

it("pins the newest versions of EKS", () => {
  expect(pinnedKubernetesVersions).toEqual(["1.36", "1.35", "1.34"]);
  expect(pinnedKubernetesVersions).toEqual(kubernetesVersions.slice(0, 3).map(({ version }) => version));
});

it.each(pinnedKubernetesVersions)("pins each add-on for %s to one build, and says where it was seen", (kubernetes) => {
  for (const name of addOnNames) {
    const { version, source } = pinned(name, kubernetes);
    expect(version).toMatch(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
    expect(source).toMatch(/\b2026\b/);
  }
});

it.each(pinnedKubernetesVersions)("pins kube-proxy of the same minor version for %s", (kubernetes) => {
  expect(pinned("kube-proxy", kubernetes).version.startsWith(`v${kubernetes}.`)).toBe(true);
});

it("never pins an older build for a newer Kubernetes", () => {
  for (const name of addOnNames) {
    for (const [index, kubernetes] of pinnedKubernetesVersions.slice(0, -1).entries()) {
      const older = pinned(name, pinnedKubernetesVersions[index + 1] ?? "").version;
      expect(numbers(pinned(name, kubernetes).version) >= numbers(older)).toBe(true);
    }
  }
});

it("tells which builds were only seen with a neighbouring version", () => {
  const nearby = pinnedKubernetesVersions.flatMap((kubernetes) =>
    addOnNames.filter((name) => pinned(name, kubernetes).evidence === "nearby").map((name) => `${name} ${kubernetes}`),
  );
  expect(nearby).toEqual(["eks-node-monitoring-agent 1.34"]);
});

it("has none for other versions", () => {
  expect(addOnVersion("coredns", "1.33")).toBeUndefined();
  expect(addOnVersion("coredns", "1.36.3")).toBeUndefined();
});

/** The numbers of a version, of equal width, so that they have the order of their text. */
function numbers(version: string): string {
  return (version.match(/\d+/g) ?? []).map((number) => number.padStart(5, "0")).join(".");
}
