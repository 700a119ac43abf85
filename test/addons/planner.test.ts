// The plan alone: what is in it, and what is said. That resources wait for each other by it is shown in platform-add-ons.test.ts.
import fc from "fast-check";
import type { AddOn, CommonOptions } from "../../components/addons";
import { neighboursOf, planAddOns, predecessors, type PlanAround } from "../../components/addons/frame/planner";
import type { Problem } from "../../components/core";
import { madeUpAddOn as addOn } from "./made-up-add-on";

const around: PlanAround = {
  target: "eks",
  isProduction: false,
  highlyAvailable: false,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};

const needing = (id: string, ...others: readonly string[]): AddOn =>
  addOn(id, { requires: others.map((other) => ({ addOn: other, because: `it is for ${other}` })) });

function plan(
  all: readonly AddOn[],
  changes: Partial<PlanAround> = {},
  doubts: Parameters<typeof planAddOns>[3] = {},
  options: CommonOptions = {},
) {
  const chosen = all.map((one) => ({ addOn: one, options }));
  const { order, problems } = planAddOns(chosen, [...all, addOn("absent")], { ...around, ...changes }, doubts);
  return { order: order.map((one) => one.addOn.id), problems };
}

const problemsOf = (...args: Parameters<typeof plan>): readonly Problem[] => plan(...args).problems;

describe("the order", () => {
  const most = 12;
  const choices = fc.array(fc.boolean(), { minLength: most, maxLength: most });
  /** Add-ons of which each needs, or comes after, some of those before it, by names of another order. */
  const acyclic = fc
    .array(fc.record({ needs: choices, after: choices }), { minLength: 1, maxLength: most })
    .map((rows) => {
      const ids = rows.map((_, index) => `a${(index * 7) % rows.length}-${index}`);
      return rows.map(({ needs, after }, index) =>
        addOn(ids[index] ?? "", {
          requires: ids
            .filter((_, other) => other < index && needs[other] === true)
            .map((other) => ({ addOn: other, because: "it is needed" })),
          after: ids.filter((_, other) => other < index && after[other] === true),
        }),
      );
    });
  const keys = fc.array(fc.integer(), { minLength: most, maxLength: most });

  test("is the same whatever the order of the list", () => {
    fc.assert(
      fc.property(acyclic, keys, (all, key) => {
        const other = [...all.keys()]
          .sort((a, b) => (key[a] ?? 0) - (key[b] ?? 0))
          .map((index) => all[index] ?? addOn(""));
        expect(plan(other).order).toEqual(plan(all).order);
      }),
    );
  });

  test("has each once, after everything that it needs or comes after", () => {
    fc.assert(
      fc.property(acyclic, (all) => {
        const { order, problems } = plan(all);
        expect(problems).toEqual([]);
        expect([...order].sort()).toEqual(all.map(({ id }) => id).sort());
        const planned = neighboursOf(all.map((one) => ({ addOn: one, options: {} })));
        for (const one of all) {
          for (const before of predecessors({ addOn: one, options: {} }, { ...around, planned })) {
            expect(order.indexOf(before)).toBeLessThan(order.indexOf(one.id));
          }
        }
      }),
    );
  });

  test("is by what is needed, then by name", () => {
    expect(plan([needing("a", "z"), addOn("m"), addOn("z")]).order).toEqual(["z", "a", "m"]);
  });

  test("has what comes after another that is there, and nothing of one that is not", () => {
    const late = addOn("early", { after: ["late", "absent"] });
    expect(plan([late, addOn("late")]).order).toEqual(["late", "early"]);
    expect(plan([late])).toEqual({ order: ["early"], problems: [] });
  });

  test("has the definitions of monitors before everything that may have one", () => {
    expect(plan([addOn("a"), addOn("prometheusOperatorCrds")]).order).toEqual(["prometheusOperatorCrds", "a"]);
  });

  test("is none in a circle, which is shown as a path, without what leads to it", () => {
    const circle = [needing("b", "c"), needing("c", "d"), needing("d", "b")];
    expect(plan([needing("a", "b"), ...circle])).toEqual({
      order: [],
      problems: [
        {
          path: ["b"],
          message: "these add-ons need each other in a circle, so that none could be the first",
          found: "b → c → d → b",
          fix: "take one of these requirements away",
        },
      ],
    });
  });
});

describe("a requirement", () => {
  test("that is missing is named with the key that adds it", () => {
    expect(problemsOf([needing("a", "absent")])).toEqual([
      {
        path: ["a"],
        message: "a needs absent: it is for absent",
        found: "no absent",
        fix: "add absent: true, or write a: false",
      },
    ]);
  });

  test("that is switched off is told of where it is switched off", () => {
    expect(problemsOf([needing("a", "absent")], {}, { off: ["absent"] })).toEqual([
      {
        path: ["absent"],
        message: "a needs absent: it is for absent",
        found: "false",
        fix: "remove absent: false, or switch a off too",
      },
    ]);
  });

  test("may be one only with some options, or in some clusters", () => {
    const sometimes = addOn("a", {
      requires: [
        { addOn: "absent", because: "it is needed", when: ({ anyKubernetes }) => anyKubernetes === true },
        { addOn: "elsewhere", because: "it is needed", when: (_, { target }) => target === "existing" },
      ],
    });
    expect(problemsOf([sometimes])).toEqual([]);
    expect(problemsOf([sometimes], {}, {}, { anyKubernetes: true }).map(({ found }) => found)).toEqual(["no absent"]);
    expect(problemsOf([sometimes], { target: "existing" }).map(({ found }) => found)).toEqual(["no elsewhere"]);
    expect(problemsOf([sometimes], {}, { unchecked: ["a"] }, { anyKubernetes: true })).toEqual([]);
  });

  test("is not missed where it is not known whether it is there", () => {
    expect(problemsOf([needing("a", "absent")], {}, { possible: ["absent"] })).toEqual([]);
  });
});

test("two that stand in each other's way are told of once", () => {
  const conflictsWith = [{ addOn: "b", because: "both start nodes" }];
  expect(problemsOf([addOn("b"), addOn("a", { conflictsWith })])).toEqual([
    {
      path: ["a"],
      message: "it cannot be beside b: both start nodes",
      found: "a, b",
      fix: "write a: false, or b: false",
    },
  ]);
  expect(problemsOf([addOn("a", { conflictsWith })])).toEqual([]);
});

describe("a version of Kubernetes", () => {
  // Made for 1.34 to 1.36.
  const one = addOn("a", { charts: ["descheduler"] });

  test("that the chart is not made for is refused, with those that it is made for", () => {
    expect(problemsOf([one], { kubernetesVersion: "1.33" })).toEqual([
      {
        path: ["a"],
        message: "descheduler 0.36.0 is not made for Kubernetes 1.33",
        found: "1.33",
        allowed: "1.34 to 1.36",
        fix: "choose another version of Kubernetes, write a: false, or anyKubernetes: true to try it",
      },
    ]);
    expect(problemsOf([one], { kubernetesVersion: "1.37" })).toHaveLength(1);
    for (const kubernetesVersion of ["1.34", "1.35", "1.36", undefined]) {
      expect(problemsOf([one], { kubernetesVersion })).toEqual([]);
    }
  });

  test("is compared by numbers", () => {
    expect(problemsOf([one], { kubernetesVersion: "1.4" })).toHaveLength(1);
    expect(problemsOf([one], { kubernetesVersion: "1.340" })).toHaveLength(1);
  });

  test("may be tried, or not be checked where options are not known", () => {
    expect(problemsOf([one], { kubernetesVersion: "1.37" }, {}, { anyKubernetes: true })).toEqual([]);
    expect(problemsOf([one], { kubernetesVersion: "1.37" }, { unchecked: ["a"] })).toEqual([]);
  });
});

describe("a cluster that cannot have it", () => {
  test("is one that there is already", () => {
    const one = addOn("a", { not: { existing: "it makes nodes of EKS" } });
    expect(problemsOf([one], { target: "existing" })).toEqual([
      {
        path: ["a"],
        message: "a cluster with target: existing cannot have it: it makes nodes of EKS",
        found: "a",
        fix: "remove it, or write a: false where a preset has it",
      },
    ]);
    expect(problemsOf([one])).toEqual([]);
  });

  test("is one of EKS, or in Auto Mode, which is told of first", () => {
    const one = addOn("a", { not: { eks: "EKS has it as an add-on", autoMode: "EKS Auto Mode has it built in" } });
    expect(problemsOf([one]).map(({ message }) => message)).toEqual([
      "a cluster with target: eks cannot have it: EKS has it as an add-on",
    ]);
    expect(problemsOf([one], { autoMode: true }).map(({ message }) => message)).toEqual([
      "a cluster in Auto Mode cannot have it: EKS Auto Mode has it built in",
    ]);
    const onlyEks = addOn("a", { not: { eks: "EKS has it as an add-on" } });
    expect(problemsOf([onlyEks], { autoMode: true }).map(({ message }) => message)).toEqual([
      "a cluster with target: eks cannot have it: EKS has it as an add-on",
    ]);
  });
});

test("options are checked below the add-on, unless they are not known", () => {
  const one = addOn("a", { check: () => [{ path: ["size"], message: "it is too small", fix: "write more" }] });
  expect(problemsOf([one])).toEqual([{ path: ["a", "size"], message: "it is too small", fix: "write more" }]);
  expect(problemsOf([one], {}, { unchecked: ["a"] })).toEqual([]);
});

test("an add-on of one's own is told apart from those that are there", () => {
  const own = [addOn("absent"), addOn("mine", { name: "absent" })];
  const chosen = own.map((one) => ({ addOn: one, options: {} }));
  const { problems } = planAddOns(chosen, [...own.slice(1), addOn("absent", { name: "other" })], around);
  expect(problems).toEqual([
    {
      path: ["absent"],
      message: "there is another add-on of this id or name, from which it could not be told apart",
      found: "absent, absent",
      allowed: "an id that is not mine, and a name that is not absent",
      fix: "give your own add-on another id and another name",
    },
  ]);
});

describe("add-ons that could not be told apart", () => {
  test("are one that is there twice", () => {
    const one = addOn("own");
    expect(problemsOf([one, addOn("b"), one, one])).toEqual([
      {
        path: ["own"],
        message: "it is there more than once, with options that could not hold all",
        found: "3 of own",
        allowed: "each add-on once",
        fix: "leave one own, in others or outside of them",
      },
    ]);
  });

  test("are two of one id", () => {
    expect(problemsOf([addOn("own"), addOn("own", { name: "other" })]).map(({ path, found }) => [path, found])).toEqual(
      [
        [["own"], "own, own"],
        [["own"], "own, other"],
      ],
    );
  });

  test("are those whose name, or namespace, is no DNS label", () => {
    const one = addOn("own", { name: "My_AddOn", namespace: { name: "my.place", podSecurity: "baseline" } });
    expect(problemsOf([one])).toEqual([
      {
        path: ["own", "name"],
        message: "the name of an add-on must be a DNS label",
        found: "My_AddOn",
        allowed: expect.any(String) as string,
        fix: "name it my-addon",
      },
      {
        path: ["own", "namespace", "name"],
        message: "the name of a namespace must be a DNS label",
        found: "my.place",
        allowed: expect.any(String) as string,
        fix: "name it my-place",
      },
    ]);
  });

  test("are two in one namespace with different levels of Pod Security", () => {
    const shared = (id: string, podSecurity?: "restricted" | "baseline", of?: AddOn["podSecurityOf"]) =>
      addOn(id, { namespace: { name: "shared", podSecurity }, ...(of === undefined ? {} : { podSecurityOf: of }) });
    expect(problemsOf([shared("a", "restricted"), shared("b", "baseline")])).toEqual([
      {
        path: ["b"],
        message: "it shares the namespace shared with a, which says another level of Pod Security",
        found: "baseline, and restricted of a",
        fix: "give both the same level, or your own add-on another namespace",
      },
    ]);
    expect(problemsOf([shared("a"), shared("b", "baseline")]).map(({ found }) => found)).toEqual([
      "baseline, and as it is of a",
    ]);
    expect(problemsOf([shared("a", "baseline"), shared("b", "baseline")])).toEqual([]);
    const raised = shared("a", "restricted", () => "baseline");
    expect(problemsOf([raised, shared("b", "baseline")])).toEqual([]);
    expect(problemsOf([raised, shared("b", "restricted")])).toHaveLength(1);
    expect(problemsOf([raised, shared("b", "restricted")], {}, { unchecked: ["a"] })).toEqual([]);
  });
});

describe("an add-on of one's own", () => {
  const own = { own: ["mine"] };

  test("is added to others, and taken out of them", () => {
    const conflictsWith = [{ addOn: "b", because: "both do the same" }];
    const fixes = (...args: Parameters<typeof plan>) => problemsOf(...args).map(({ fix }) => fix);
    expect(fixes([needing("mine", "yours")], {}, own)).toEqual(["add yours to others, or take mine out of others"]);
    expect(fixes([needing("a", "yours")], {}, own)).toEqual(["add yours to others, or write a: false"]);
    expect(fixes([needing("mine", "absent")], {}, own)).toEqual(["add absent: true, or take mine out of others"]);
    expect(fixes([needing("mine", "absent")], {}, { ...own, off: ["absent"] })).toEqual([
      "remove absent: false, or take mine out of others too",
    ]);
    expect(fixes([addOn("mine", { not: { eks: "it is there" } })], {}, own)).toEqual(["take mine out of others"]);
    expect(fixes([addOn("mine", { conflictsWith }), addOn("b")], {}, own)).toEqual([
      "take mine out of others, or write b: false",
    ]);
    expect(fixes([addOn("mine", { charts: ["descheduler"] })], { kubernetesVersion: "1.33" }, own)).toEqual([
      "choose another version of Kubernetes, take mine out of others, or anyKubernetes: true to try it",
    ]);
  });

  test.each([
    ["requires", { requires: [{ addOn: "cert-manager", because: "it signs" }] }],
    ["conflictsWith", { conflictsWith: [{ addOn: "cert-manager", because: "both sign" }] }],
    ["after", { after: ["cert-manager"] }],
  ])("names another in %s by its id", (key, stated) => {
    const other = addOn("certManager", { name: "cert-manager" });
    expect(problemsOf([addOn("mine", stated), other], {}, own)).toEqual([
      {
        path: ["mine", key],
        message: "this is the name of an add-on, and not its id",
        found: "cert-manager",
        fix: "did you mean certManager?",
      },
    ]);
  });

  test("may have a chart of its own, which is for every version of Kubernetes unless it says otherwise", () => {
    const chart = { chart: "shop", version: "1.0.0", repository: "https://charts.example.com" };
    expect(problemsOf([addOn("mine", { charts: [chart] })], { kubernetesVersion: "1.20" })).toEqual([]);
    const charts = [{ ...chart, kubernetes: { from: "1.30", to: "1.36" } }];
    expect(problemsOf([addOn("mine", { charts })], { kubernetesVersion: "1.30" })).toEqual([]);
    expect(
      problemsOf([addOn("mine", { charts })], { kubernetesVersion: "1.29" }, own).map((one) => [
        one.message,
        one.allowed,
      ]),
    ).toEqual([["shop 1.0.0 is not made for Kubernetes 1.29", "1.30 to 1.36"]]);
  });
});

test("everything that is wrong is told of at once", () => {
  const conflictsWith = [{ addOn: "b", because: "both do the same" }];
  const all = [
    addOn("a", { conflictsWith, not: { eks: "EKS has it" }, charts: ["descheduler"] }),
    needing("b", "absent", "absent2"),
  ];
  expect(problemsOf(all, { kubernetesVersion: "1.20" }).map(({ path }) => path)).toEqual([
    ["a"],
    ["a"],
    ["a"],
    ["b"],
    ["b"],
  ]);
});
