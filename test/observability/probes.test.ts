// What is called, how, and what is told of it. No exporter runs: that it takes the modules is what its source says.
import { addOns } from "../../components/addons";
import { customResourceArgs, formatPath, type Problem } from "../../components/core";
import { checkProbes } from "../../components/observability/probes/check-probes";
import { probeAddOns } from "../../components/observability/probes/probe-add-ons";
import { probeRules } from "../../components/observability/probes/probe-rules";
import { probes } from "../../components/observability/probes/probes";
import type { ProbesSpec } from "../../components/observability/probes/probes-spec";
import { customResourceProblems } from "../addons/custom-resource-problems";

const addresses = [
  { name: "shop-frontend", url: "https://shop.example.com/" },
  { name: "shop-api", url: "https://api.example.com/v1" },
  { name: "shop-old", url: "https://shop.example.com/" },
];
const spec: ProbesSpec = {
  interval: "30s",
  targets: { checkout: { url: "https://shop.example.com/cart", statuses: [200], contains: "<title>", timeout: "5s" } },
};

test("hosts of routes are one object, and each target another", () => {
  const objects = probes(spec, addresses);
  expect(objects.map(({ name, fields }) => [name, fields.spec])).toEqual([
    [
      "route-https",
      {
        jobName: "public-addresses",
        interval: "30s",
        scrapeTimeout: "11s",
        module: "route-https",
        prober: { url: "prometheus-blackbox-exporter.monitoring:9115" },
        targets: { staticConfig: { static: ["https://api.example.com/v1", "https://shop.example.com/"] } },
      },
    ],
    [
      "target-checkout",
      {
        jobName: "public-addresses",
        interval: "30s",
        scrapeTimeout: "6s",
        module: "target-checkout",
        prober: { url: "prometheus-blackbox-exporter.monitoring:9115" },
        targets: { staticConfig: { static: ["https://shop.example.com/cart"] } },
      },
    ],
  ]);
  const resources = objects.map((object) => customResourceArgs(object, { namespace: "monitoring" }));
  expect(customResourceProblems(resources)).toEqual({ checked: 2, problems: [] });
});

test("the exporter is told each way of calling that a probe names, and takes it", () => {
  const options = probeAddOns(spec, addresses).prometheusBlackboxExporter;
  expect(options).toEqual({
    modules: {
      "route-https": { tls: true, statuses: expect.arrayContaining([200, 301, 401, 404]) as unknown },
      "target-checkout": { tls: true, statuses: [200], contains: "<title>", timeoutSeconds: 5 },
    },
  });
  if (typeof options !== "object") throw new Error("they are options");
  expect(options.modules?.["route-https"]?.statuses?.filter((status) => status >= 500)).toEqual([]);
  expect(addOns.prometheusBlackboxExporter.check?.(options, {} as never)).toEqual([]);
});

test("what has no TLS is called without, and routes can be left out", () => {
  const plain = [{ name: "shop", url: "http://shop.local/" }];
  expect(probes({}, plain)).toMatchObject([{ name: "route-http" }]);
  expect(probeAddOns({}, plain)).not.toMatchObject({
    prometheusBlackboxExporter: { modules: { "route-http": { tls: true } } },
  });
  expect(probes({ ...spec, routes: false }, addresses)).toMatchObject([{ name: "target-checkout" }]);
  expect(probeRules({ routes: false }, addresses)).toEqual([]);
});

test("a target takes the place of a route of its address, and two of one address are refused", () => {
  const shop = { url: "https://shop.example.com/", contains: "The shop" };
  const urls = probes({ targets: { shop } }, addresses).map(({ name, fields }) => {
    const { targets } = fields.spec as { readonly targets: { readonly staticConfig: { readonly static: string[] } } };
    return [name, targets.staticConfig.static];
  });
  expect(urls).toEqual([
    ["route-https", ["https://api.example.com/v1"]],
    ["target-shop", ["https://shop.example.com/"]],
  ]);
  expect(checkProbes({ targets: { shop, again: shop } }, addresses).map(({ path }) => formatPath(path))).toEqual([
    "targets.again.url",
  ]);
});

test("what is called rarely is looked at over two calls", () => {
  const exprs = (interval: string) =>
    probeRules({ interval }, addresses).flatMap(({ rules }) =>
      rules.flatMap((rule) => ("alert" in rule ? [[rule.alert, rule.expr, rule.for]] : [])),
    );
  expect(exprs("60s")[0]).toEqual([
    "PublicAddressDown",
    'max by (instance) (max_over_time(probe_success{job="public-addresses"}[150s])) == 0',
    "120s",
  ]);
  expect(exprs("1h")[0]).toEqual([
    "PublicAddressDown",
    'max by (instance) (max_over_time(probe_success{job="public-addresses"}[9000s])) == 0',
    "3600s",
  ]);
});

describe("refuses", () => {
  const target = { url: "https://shop.example.com/" };
  const withTarget = (change: object): ProbesSpec => ({ targets: { shop: { ...target, ...change } } });
  const shown = ({ path, message, found, fix }: Problem) => [formatPath(path), message, found, fix];

  test.each<[string, ProbesSpec, (string | undefined)[]]>([
    [
      "nothing to call",
      { routes: false },
      [
        "",
        "there is nothing to call",
        "routes: false, and no target",
        "add a target, such as targets: { shop: { url: https://shop.example.com/ } }, or remove the section",
      ],
    ],
    [
      "a time without unit",
      { ...withTarget({}), interval: "60" },
      ["interval", "this is no time that can be waited", "60", "write 60s"],
    ],
    [
      "a time that is too short",
      { ...withTarget({ timeout: "2s" }), interval: "5s" },
      ["interval", "this is no time that can be waited", "5s", "write 60s"],
    ],
    [
      "an address without a scheme",
      withTarget({ url: "shop.example.com/cart" }),
      [
        "targets.shop.url",
        "this is no address that can be called",
        "shop.example.com/cart",
        "write https://shop.example.com/cart",
      ],
    ],
    [
      "an address with a password, which is not shown",
      withTarget({ url: "https://user:secret@shop.example.com/" }),
      [
        "targets.shop.url",
        "this is no address that can be called",
        undefined,
        "write an address such as https://shop.example.com/",
      ],
    ],
    [
      "what is no status",
      withTarget({ statuses: [200, 2000] }),
      ["targets.shop.statuses[1]", "this is no status of HTTP", "2000", "write one such as 200"],
    ],
    [
      "a regular expression with look-around",
      withTarget({ contains: "(?=a)" }),
      [
        "targets.shop.contains",
        expect.stringContaining("the regular expression does not compile"),
        "(?=a)",
        "correct it, or write a prefix or the whole text",
      ],
    ],
    [
      "an answer that is waited for too long",
      { ...withTarget({ timeout: "30s" }), interval: "30s" },
      [
        "targets.shop.timeout",
        "the answer is waited for until after the next call",
        "30s, and a call every 30s",
        "write a shorter time, or a longer interval",
      ],
    ],
    [
      "a name that no object can have",
      { targets: { Check_Out: target } },
      ["targets.Check_Out", "the name of a target must be a DNS label", "Check_Out", "name it check-out"],
    ],
  ])("%s", (_, probed, problem) => {
    expect(checkProbes(probed, []).map(shown)).toEqual([problem]);
  });

  test("and knows when it is fine", () => {
    expect(checkProbes(spec, addresses)).toEqual([]);
    expect(checkProbes({}, addresses)).toEqual([]);
  });
});
