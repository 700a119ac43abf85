/** How roll-outs are written, and which are refused. That pods are replaced so is shown by `npm run e2e`. */
import {
  agentStrategy,
  checkAgentRollout,
  checkRollout,
  checkStatefulRollout,
  deploymentStrategy,
  keepsOldPods,
  planRollout,
  rolloutSeconds,
  statefulRolloutSeconds,
  statefulStrategy,
} from "../../components/workloads/scaling/rollout";

describe("a Deployment", () => {
  it("adds pods first by default", () => {
    expect(deploymentStrategy()).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 },
    });
    expect(planRollout()).toEqual({
      strategy: "rolling",
      maxSurge: "25%",
      maxUnavailable: 0,
      progressDeadlineSeconds: 300,
      minReadySeconds: 0,
      revisionHistoryLimit: 5,
    });
  });

  it("stops all pods first where it is to be made anew", () => {
    expect(deploymentStrategy({ strategy: "recreate" })).toEqual({ type: "Recreate" });
    expect(checkRollout({ strategy: "recreate" })).toEqual([]);
  });

  it.each([
    // In steps of two pods, of one, of all at once.
    [undefined, 6, 900],
    [{ maxSurge: 1 }, 6, 1800],
    [{ strategy: "recreate" as const, progressDeadlineSeconds: 60 }, 6, 60],
    [undefined, 0, 300],
    [{ maxSurge: 1, maxUnavailable: "50%", progressDeadlineSeconds: 100 }, 4, 200],
  ])("with %j and %d pods may take %d s", (spec, pods, seconds) => {
    expect(rolloutSeconds(spec, pods)).toBe(seconds);
  });

  it.each<[string, Parameters<typeof checkRollout>[0], string]>([
    ["rollout", { maxSurge: 0 }, "a roll-out that may neither add a pod nor take one away cannot begin"],
    ["rollout.maxSurge", { maxSurge: "a few" }, "this is neither a number of pods nor a percentage"],
    ["rollout.maxUnavailable", { maxUnavailable: -1 }, "this is neither a number of pods nor a percentage"],
    [
      "rollout.minReadySeconds",
      { minReadySeconds: 300 },
      "a pod would have to be ready for longer than the roll-out may take",
    ],
    ["rollout.minReadySeconds", { minReadySeconds: -1 }, "the number is none that Kubernetes takes here"],
    [
      "rollout.progressDeadlineSeconds",
      { progressDeadlineSeconds: 1.5 },
      "the number is none that Kubernetes takes here",
    ],
    ["rollout.revisionHistoryLimit", { revisionHistoryLimit: -1 }, "the number is none that Kubernetes takes here"],
    [
      "rollout.maxSurge",
      { strategy: "recreate", maxSurge: 1 },
      "the strategy recreate stops every pod at once, so this has no meaning",
    ],
    [
      "rollout.maxUnavailable",
      { strategy: "recreate", maxUnavailable: 0 },
      "the strategy recreate stops every pod at once, so this has no meaning",
    ],
  ])("is refused: %s of %j", (path, spec, message) => {
    expect(checkRollout(spec).map((problem) => [problem.path.join("."), problem.message])).toEqual([[path, message]]);
  });
});

describe("a Deployment with ports of its nodes", () => {
  it.each<[Parameters<typeof checkRollout>[0], string]>([
    [undefined, "25%, the default"],
    [{ maxUnavailable: 1 }, "25%, the default"],
    [{ maxSurge: 1, maxUnavailable: 1 }, "1"],
  ])("adds no pod before it takes one away: %j", (spec, found) => {
    expect(checkRollout(spec, true)).toEqual([
      {
        path: ["rollout", "maxSurge"],
        message: "a new pod would wait for a port of a node, and each node may have an old pod with it",
        found,
        allowed: "0",
        fix: "write maxSurge: 0 and maxUnavailable: 1, or strategy: recreate, or remove the host ports",
      },
    ]);
    expect(checkRollout(spec)).toEqual([]);
  });

  it.each<Parameters<typeof checkRollout>[0]>([
    { strategy: "recreate" },
    { maxSurge: 0, maxUnavailable: 1 },
    { maxSurge: "0%", maxUnavailable: "50%" },
  ])("may roll by %j", (spec) => {
    expect(checkRollout(spec, true)).toEqual([]);
  });
});

describe("a StatefulSet", () => {
  // It states no number of revisions to keep: Pulumi's provider would replace the whole StatefulSet for another number.
  it("replaces all pods by default, from a number on, or none by itself", () => {
    expect(statefulStrategy()).toEqual({
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
      minReadySeconds: 0,
    });
    expect(statefulStrategy({ partition: 2, minReadySeconds: 10 })).toEqual({
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } },
      minReadySeconds: 10,
    });
    expect(statefulStrategy({ strategy: "manual" }).updateStrategy).toEqual({ type: "OnDelete" });
  });

  it("takes its time pod by pod", () => {
    expect(statefulRolloutSeconds(undefined, 3)).toBe(900);
    expect(statefulRolloutSeconds({ minReadySeconds: 30 }, 2)).toBe(660);
    expect(statefulRolloutSeconds(undefined, 0)).toBe(300);
  });

  it("may keep all pods, but not more than there are", () => {
    expect(checkStatefulRollout({ partition: 3 }, 3)).toEqual([]);
    expect(checkStatefulRollout({ partition: 4 }, 3)).toEqual([
      {
        path: ["rollout", "partition"],
        message: "the partition begins after the last pod, so no pod would ever get the new version",
        found: "partition 4, 3 replicas",
        allowed: "0 to 3; with 3 every pod keeps the old version",
        fix: "write how many pods are to keep the old version, 0 for none",
      },
    ]);
  });

  it.each<[string, Parameters<typeof checkStatefulRollout>[0], string]>([
    ["rollout.partition", { partition: -1 }, "the number is none that Kubernetes takes here"],
    ["rollout.minReadySeconds", { minReadySeconds: 0.5 }, "the number is none that Kubernetes takes here"],
    [
      "rollout.partition",
      { strategy: "manual", partition: 1 },
      "the strategy manual replaces no pod by itself, so this has no meaning",
    ],
  ])("is refused: %s of %j", (path, spec, message) => {
    expect(checkStatefulRollout(spec, 3).map((problem) => [problem.path.join("."), problem.message])).toEqual([
      [path, message],
    ]);
  });
});

describe("a DaemonSet", () => {
  it("replaces node by node, or adds first, or none by itself", () => {
    expect(agentStrategy()).toEqual({
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      minReadySeconds: 0,
      revisionHistoryLimit: 5,
    });
    expect(agentStrategy({ maxSurge: "10%" }).updateStrategy).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: "10%", maxUnavailable: 0 },
    });
    expect(agentStrategy({ strategy: "manual" }).updateStrategy).toEqual({ type: "OnDelete" });
  });

  it("adds no pod beside one that has the node's port", () => {
    expect(checkAgentRollout({ maxSurge: 1 }, false)).toEqual([]);
    expect(checkAgentRollout({ maxUnavailable: 2 }, true)).toEqual([]);
    expect(checkAgentRollout({ maxSurge: 1 }, true)).toEqual([
      {
        path: ["rollout", "maxSurge"],
        message: "the new pod would wait for the node's port, which the old one has",
        found: "1",
        fix: "write maxUnavailable in place of maxSurge, or remove the host ports",
      },
    ]);
  });

  it.each<[string, Parameters<typeof checkAgentRollout>[0], string]>([
    ["rollout", { maxSurge: 1, maxUnavailable: 1 }, "a node gets either the new pod first, or loses the old one first"],
    [
      "rollout",
      { maxUnavailable: 0 },
      "a roll-out that may neither add a pod to a node nor take one away cannot begin",
    ],
    ["rollout.maxUnavailable", { maxUnavailable: "x" }, "this is neither a number of pods nor a percentage"],
    [
      "rollout.maxSurge",
      { strategy: "manual", maxSurge: 1 },
      "the strategy manual replaces no pod by itself, so this has no meaning",
    ],
  ])("is refused: %s of %j", (path, spec, message) => {
    expect(checkAgentRollout(spec).map((problem) => [problem.path.join("."), problem.message])).toEqual([
      [path, message],
    ]);
  });
});

it.each([
  [undefined, false],
  [{ partition: 0 }, false],
  [{ partition: 1 }, true],
  [{ strategy: "manual" as const }, true],
  [{ maxSurge: 1 }, false],
])("whether old pods are to stay with %j: %j", (spec, expected) => {
  expect(keepsOldPods(spec)).toBe(expected);
});
