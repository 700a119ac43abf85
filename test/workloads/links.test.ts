/** The form of addresses, and what is wrong with links. That they open policies is shown in network-policy.test.ts. */
import * as fc from "fast-check";
import { checkTemplate, fillTemplate } from "../../components/workloads/exposure/address-template";
import {
  checkLink,
  checkLinkOptions,
  checkNodeNetworkLinks,
  formatAddress,
  linkTo,
  resolveLinks,
  type Link,
  type LinkTarget,
} from "../../components/workloads/exposure/links";
import { planPorts } from "../../components/workloads/exposure/ports";

const payments: LinkTarget = {
  objectName: "payments",
  ports: planPorts({ grpc: { port: 5000, targetPort: 8080 }, http: 80, metrics: 9090 }),
};
const cart: LinkTarget = { objectName: "cart", ports: planPorts({ grpc: 7070 }) };

describe("an address", () => {
  it.each<[string, Omit<Link, "linkTo">]>([
    ["cart:7070", {}],
    ["cart", { as: "host" }],
    ["7070", { as: "port" }],
    ["grpc://cart:7070", { as: "url" }],
    ["dns:///cart:7070", { as: "dns:///{host}:{port}" }],
    ["Host=cart;Port=7070", { as: ({ host, port }) => `Host=${host};Port=${port}` }],
    ['{"cart":"7070"}', { as: '{{"{host}":"{port:grpc}"}}' }],
  ])("of one port is %s", (text, options) => {
    const link = linkTo(cart, options);
    expect(checkLink(["env", "CART"], link)).toEqual([]);
    expect(formatAddress(link)).toBe(text);
  });

  it.each<[string, Omit<Link, "linkTo">]>([
    ["payments", { as: "host" }],
    ["payments:5000,payments:80", { as: "{host}:{port:grpc},{host}:{port:http}" }],
    ["http on 80", { as: "{protocol:http} on {port:http}" }],
    [
      "payments/5000: grpc 5000, http 80",
      {
        as: ({ host, port }, all) =>
          `${host}/${port}: ${all.map((address) => `${address.name} ${address.port}`).join(", ")}`,
      },
    ],
  ])("of several ports is %s", (text, options) => {
    const link = linkTo(payments, { ports: ["grpc", "http"], ...options });
    expect(checkLink(["env", "PAYMENTS"], link)).toEqual([]);
    expect(formatAddress(link)).toBe(text);
  });

  it("is any text whose braces are doubled", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("{", "}", "host", ":", "port", " ", "ü") }), (text) => {
        const template = text.replace(/[{}]/g, (brace) => brace + brace);
        expect(checkTemplate([], template, ["grpc"])).toEqual([]);
        expect(fillTemplate(template, [])).toBe(text);
      }),
    );
  });
});

it("leads to each of its ports once, in the order in which they are named", () => {
  const links = [linkTo(payments, { ports: ["http", "grpc", "http"] }), linkTo(cart)];
  expect(resolveLinks(links).map(({ target, port }) => `${target.objectName}:${port.name}`)).toEqual([
    "payments:http",
    "payments:grpc",
    "cart:grpc",
  ]);
});

it("needs no form of the address where there is no variable", () => {
  const link = linkTo(payments, { ports: ["grpc", "http"] });
  expect(checkLink(["links", 0], link)).toEqual([]);
  expect(checkLink(["env", "PAYMENTS"], link)).toHaveLength(1);
});

describe("a link is refused", () => {
  const several = { ports: ["grpc", "http"] };
  it.each<[string, Link, object]>([
    [
      "that does not say which of several ports",
      linkTo(payments),
      {
        path: ["env", "X"],
        message: "payments has several ports, and the link does not say which",
        allowed: "grpc, http, metrics",
        fix: "add port: grpc, or another of them",
      },
    ],
    [
      "to a port that there is not",
      linkTo(payments, { ports: ["grpc", "htp"] }),
      {
        path: ["env", "X", "ports", 1],
        message: "payments has no port of this name",
        found: "htp",
        allowed: "grpc, http, metrics",
        fix: "did you mean http?",
      },
    ],
    [
      "to a service without ports",
      linkTo({ objectName: "worker", ports: [] }),
      {
        path: ["env", "X"],
        message: "the linked service has no port",
        found: "worker",
        fix: "give worker a port, or remove the link",
      },
    ],
    [
      "with port and ports",
      linkTo(payments, { port: "grpc", ...several }),
      {
        path: ["env", "X", "ports"],
        message: "the link has both port and ports",
        found: "port grpc, ports grpc, http",
        fix: "write all of them under ports, and remove port",
      },
    ],
    [
      "to no port",
      linkTo(payments, { ports: [] }),
      {
        path: ["env", "X", "ports"],
        message: "the link leads to no port",
        found: "[]",
        fix: "name some, or remove ports",
      },
    ],
    [
      "to several ports in a form that has room for one",
      linkTo(payments, { ...several, as: "url" }),
      {
        path: ["env", "X", "as"],
        message: "the link leads to several ports, and this form of the address has room for one",
        found: "url",
        allowed: "host, or a text such as {host}:{port:http}",
        fix: 'write a text such as "{host}:{port:grpc}", or one variable for each port',
      },
    ],
    [
      "to several ports in a text that does not say which",
      linkTo(payments, { ...several, as: "{host}:{port}" }),
      {
        path: ["env", "X", "as"],
        message: "the link leads to several ports, and {port} does not say which",
        found: "{host}:{port}",
        allowed: "{port:grpc}, {port:http}",
        fix: "write {port:grpc}, or another of them",
      },
    ],
    [
      "with a text that names a port that is not linked",
      linkTo(payments, { ...several, as: "{host}:{port:metrics}" }),
      {
        path: ["env", "X", "as"],
        message: "{port:metrics} names a port that the link does not lead to",
        found: "{host}:{port:metrics}",
        allowed: "grpc, http",
        fix: "add metrics to the link's ports",
      },
    ],
    [
      "with a text that names what there is not",
      linkTo(cart, { as: "{hots}:{port}" }),
      {
        path: ["env", "X", "as"],
        message: "nothing is called {hots} here",
        found: "{hots}:{port}",
        allowed: "{host}, {port}, {protocol}, and of one of several ports {port:name} and {protocol:name}",
        fix: "did you mean {host}?",
      },
    ],
    [
      "with a text that asks for the host of a port",
      linkTo(cart, { as: "{host:grpc}" }),
      {
        path: ["env", "X", "as"],
        message: "nothing is called {host:grpc} here",
        found: "{host:grpc}",
        allowed: "{host}, {port}, {protocol}, and of one of several ports {port:name} and {protocol:name}",
        fix: "write one of them, or {{host:grpc}} if the text itself is meant",
      },
    ],
    [
      "with a single brace",
      linkTo(cart, { as: "{host}:{port" }),
      {
        path: ["env", "X", "as"],
        message: "the text has a single {",
        found: "{host}:{port",
        fix: "write {{ if the brace itself is meant",
      },
    ],
    [
      "with a form that there is not",
      linkTo(cart, { as: "ur" }),
      {
        path: ["env", "X", "as"],
        message: "this is no form of an address",
        found: "ur",
        allowed: "host:port, host, port, url, or a text with {host}, {port} or {protocol}",
        fix: "did you mean url?",
      },
    ],
    [
      "with a value for a missing target that may not be missing",
      linkTo(cart, { otherwise: "none" }),
      {
        path: ["env", "X", "otherwise"],
        message: "there is a value for a missing target, but the link is not optional",
        found: "none",
        fix: "add optional: true, or remove otherwise",
      },
    ],
  ])("%s", (_, link, problem) => {
    expect(checkLink(["env", "X"], link)).toStrictEqual([problem]);
  });
});

describe("the network of a node is reached by no policy", () => {
  const message = "network policies do not reach pods in the node's network";

  it("so a link does not lead there, whatever its ports", () => {
    for (const link of [linkTo({ ...cart, isOnNodeNetwork: true }), linkTo({ ...payments, isOnNodeNetwork: true })]) {
      expect(checkLink(["env", "CART"], link)).toStrictEqual([
        {
          path: ["env", "CART"],
          message,
          found: `${link.linkTo.objectName} has the exception hostNetwork`,
          fix: "write the address as a text, and egress with a cidr: that of the nodes",
        },
      ]);
    }
    expect(checkLink(["env", "CART"], linkTo({ ...cart, isOnNodeNetwork: false }))).toEqual([]);
  });

  it("nor does one lead out of it", () => {
    expect(
      checkNodeNetworkLinks(
        [
          ["env", "CART"],
          ["links", 0],
        ],
        true,
      ),
    ).toStrictEqual(
      [
        ["env", "CART"],
        ["links", 0],
      ].map((path) => ({
        path,
        message,
        found: "a link, and the exception hostNetwork",
        fix: "write the address as a text, and let the nodes in at the target: ingress with their cidr",
      })),
    );
    expect(checkNodeNetworkLinks([["links", 0]], false)).toEqual([]);
  });
});

it("may be optional, with a value for a missing target or without one", () => {
  expect(checkLinkOptions([], { linkTo: "assistant", optional: true, otherwise: "off" })).toEqual([]);
  expect(checkLinkOptions([], { linkTo: "assistant", optional: true })).toEqual([]);
});
