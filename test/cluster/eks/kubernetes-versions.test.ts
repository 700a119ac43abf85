/** The rules on the table's dates, on days that are given. It does not prove that the dates are still AWS's. */
import {
  checkKubernetesVersion,
  defaultKubernetesVersion,
  findKubernetesVersion,
  kubernetesVersions,
  warnKubernetesVersion,
} from "../../../components/cluster/eks/kubernetes-versions";

const today = "2026-11-20";

it("has versions in order, each supported for longer than the one before it", () => {
  for (const [index, entry] of kubernetesVersions.entries()) {
    expect(entry.endOfStandardSupport).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(entry.endOfExtendedSupport > entry.endOfStandardSupport).toBe(true);
    const older = kubernetesVersions[index + 1];
    if (older === undefined) continue;
    expect(Number(entry.version.split(".")[1])).toBe(Number(older.version.split(".")[1]) + 1);
    expect(entry.endOfStandardSupport > older.endOfStandardSupport).toBe(true);
    expect(entry.endOfExtendedSupport > older.endOfExtendedSupport).toBe(true);
  }
  expect(defaultKubernetesVersion).toBe(kubernetesVersions[0]?.version);
});

it("finds the dates of a version", () => {
  expect(findKubernetesVersion("1.36")).toEqual({
    version: "1.36",
    released: "2026-06-02",
    endOfStandardSupport: "2027-08-02",
    endOfExtendedSupport: "2028-08-02",
  });
  expect(findKubernetesVersion("1.37")).toBeUndefined();
});

it.each(["1.36", "1.35", "1.34"])("accepts %s with standard support", (version) => {
  expect(checkKubernetesVersion(version, today, "STANDARD")).toEqual([]);
});

it("accepts a version until the last day of its support", () => {
  expect(checkKubernetesVersion("1.34", "2026-12-02", "STANDARD")).toEqual([]);
  expect(checkKubernetesVersion("1.34", "2026-12-03", "STANDARD")).toHaveLength(1);
  expect(checkKubernetesVersion("1.34", "2027-12-02", "EXTENDED")).toEqual([]);
  expect(checkKubernetesVersion("1.34", "2027-12-03", "EXTENDED")).toHaveLength(1);
});

it("refuses a version after its standard support, and says what extended support costs", () => {
  expect(checkKubernetesVersion("1.33", today, "STANDARD", ["slipway:cluster", "kubernetesVersion"])).toEqual([
    {
      path: ["slipway:cluster", "kubernetesVersion"],
      message: "the standard support of Kubernetes 1.33 on EKS ended on 2026-07-29",
      found: "1.33",
      allowed: "1.36, 1.35, 1.34",
      fix: 'write "1.36" for a new cluster, "1.34" as the next step of a running one, or write supportType: EXTENDED, which costs $0.60 an hour, not $0.10, until 2027-07-29',
    },
  ]);
  expect(checkKubernetesVersion("1.33", today, "EXTENDED")).toEqual([]);
});

it("refuses a version after its extended support, whatever the support type", () => {
  for (const supportType of ["STANDARD", "EXTENDED"] as const) {
    expect(checkKubernetesVersion("1.31", "2026-11-27", supportType)).toEqual([
      {
        path: [],
        message: "EKS stopped supporting Kubernetes 1.31 on 2026-11-26",
        found: "1.31",
        allowed: supportType === "STANDARD" ? "1.36, 1.35, 1.34" : "1.36, 1.35, 1.34, 1.33, 1.32",
        fix: 'write "1.36" for a new cluster, "1.32" as the next step of a running one',
      },
    ]);
  }
});

it.each([
  ["1.37", "no Kubernetes version of EKS by this name is known", 'write "1.36"'],
  ["1.3", "no Kubernetes version of EKS by this name is known", 'write "1.36"'],
  ["136", "no Kubernetes version of EKS by this name is known", 'write "1.36"'],
  ["latest", "no Kubernetes version of EKS by this name is known", 'write "1.36"'],
  ["1.35.4", "EKS chooses the patch release itself: only the minor version is written", 'write "1.35"'],
  ["v1.36.3", "EKS chooses the patch release itself: only the minor version is written", 'write "1.36"'],
  ["1.28.1", "EKS chooses the patch release itself: only the minor version is written", 'write "1.36"'],
])("refuses %s", (version, message, fix) => {
  expect(checkKubernetesVersion(version, today, "STANDARD")).toEqual([
    { path: [], message, found: version, allowed: "1.36, 1.35, 1.34", fix },
  ]);
});

it("warns in the last 60 days of the support that the cluster has", () => {
  expect(warnKubernetesVersion("1.34", today, "STANDARD")).toEqual([
    {
      message:
        "the standard support of Kubernetes 1.34 on EKS ends on 2026-12-02, in 12 days; then AWS upgrades the cluster by itself",
      fix: "plan the upgrade to 1.35",
    },
  ]);
  expect(warnKubernetesVersion("1.34", today, "EXTENDED")[0]?.message).toBe(
    "the standard support of Kubernetes 1.34 on EKS ends on 2026-12-02, in 12 days; then the control plane costs $0.60 an hour, not $0.10",
  );
  expect(warnKubernetesVersion("1.31", "2026-11-25", "EXTENDED")[0]?.message).toBe(
    "the extended support of Kubernetes 1.31 on EKS ends on 2026-11-26, in 1 day; then AWS upgrades the cluster by itself",
  );
});

it("starts to warn 59 days before the end", () => {
  expect(warnKubernetesVersion("1.36", "2027-06-03", "STANDARD")).toEqual([]);
  expect(warnKubernetesVersion("1.36", "2027-06-04", "STANDARD")).toEqual([
    {
      message:
        "the standard support of Kubernetes 1.36 on EKS ends on 2027-08-02, in 59 days; then AWS upgrades the cluster by itself",
      fix: "look for a newer version of EKS, and add it to the table",
    },
  ]);
});

it("does not warn of a version that is refused", () => {
  expect(warnKubernetesVersion("1.33", today, "STANDARD")).toEqual([]);
  expect(warnKubernetesVersion("1.99", today, "STANDARD")).toEqual([]);
});
