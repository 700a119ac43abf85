/** Routes for the same requests: a pure function. */
import { formatPath } from "../../components/core";
import { checkRouteClashes, type OwnedRoute } from "../../components/gateway/route-clashes";
import type { RouteSpec } from "../../components/gateway/route-spec";

const gateway = { engine: "envoy", hosts: ["shop.example.com", "api.example.com"] } as const;
const owned = (owner: string, route: RouteSpec<unknown>): OwnedRoute => ({ owner, path: [owner, "route"], route });
const clashes = (...routes: OwnedRoute[]) =>
  checkRouteClashes(routes, gateway).map(
    ({ path, message, found }) => `${formatPath(path)}: ${message} | ${found ?? ""}`,
  );

test("routes to other hosts, paths, methods, headers or queries live side by side", () => {
  expect(
    clashes(
      owned("a", { hosts: ["shop.example.com"] }),
      owned("b", { hosts: ["api.example.com"] }),
      owned("c", { paths: ["/c"] }),
      owned("d", { rules: [{ matches: [{ path: { exact: "/c" } }] }] }),
      owned("e", { rules: [{ matches: [{ path: "/c", methods: ["POST"] }] }] }),
      owned("f", { rules: [{ matches: [{ path: "/c", headers: { "x-a": "1" } }] }] }),
      owned("g", { rules: [{ matches: [{ path: "/c", query: { a: "1" } }] }] }),
    ),
  ).toEqual([]);
});

test("the same host and path is told at the second, with every way of writing it", () => {
  const first = owned("a", { hosts: ["shop.example.com"], paths: ["/cart"] });
  const message = "a has a route for the same requests | shop.example.com/cart";
  expect(clashes(first, owned("b", { paths: ["/other", "/cart"] }))).toEqual([`b.route.paths[1]: ${message}`]);
  expect(clashes(first, owned("b", { paths: ["/cart/"] }))).toEqual([`b.route.paths[0]: ${message}/`]);
  const rules = [{}, { matches: [{ path: { prefix: "/cart" } }] }];
  expect(clashes(first, owned("b", { rules }))).toEqual([`b.route.rules[1].matches[0]: ${message}`]);
});

test("names of headers have no case, and one of several methods is enough", () => {
  const match = (name: string, ...methods: ("GET" | "POST")[]): RouteSpec<unknown> => ({
    hosts: ["shop.example.com"],
    rules: [{ matches: [{ headers: { [name]: "1" }, methods }] }],
  });
  expect(clashes(owned("a", match("X-A", "GET")), owned("b", match("x-a", "POST", "GET")))).toEqual([
    "b.route.rules[0].matches[0]: a has a route for the same requests | shop.example.com/",
  ]);
});

test("two rules of one route", () => {
  const route: RouteSpec<unknown> = {
    hosts: ["shop.example.com"],
    rules: [{ matches: [{ path: "/a" }] }, { matches: [{ path: "/a" }] }],
  };
  expect(clashes(owned("a", route))).toEqual([
    "a.route.rules[1].matches[0]: two rules of the route are for the same requests | shop.example.com/a",
  ]);
});

test("calls of gRPC", () => {
  const calls = (method?: string): RouteSpec<unknown> => ({
    hosts: ["api.example.com"],
    rules: [{ matches: [{ grpc: { service: "shop.Carts", method } }] }],
  });
  expect(clashes(owned("a", calls("Get")), owned("b", calls("Put")))).toEqual([]);
  expect(clashes(owned("a", calls("Get")), owned("b", calls("Get")))).toEqual([
    "b.route.rules[0].matches[0]: a has a route for the same requests | api.example.com shop.Carts/Get",
  ]);
});
