import { checkDnsLabel, parseQuantity, under, type Problem } from "../../core";
import { checkBounds } from "../frame/whole-numbers";
import { syncOf, type ConsulSpec } from "./consul-spec";

const smallestStorage = 2 ** 30;

/** What is wrong with the options. */
export function checkConsul(options: ConsulSpec): Problem[] {
  const { datacenter, storage = {}, proxy = {} } = options;
  return [
    ...(datacenter === undefined ? [] : checkDatacenter(datacenter)),
    ...(storage.size === undefined ? [] : under(["storage"], checkSize(storage.size))),
    ...(syncOf(options)?.namespaces ?? []).flatMap((name, index) =>
      checkDnsLabel("a namespace", name, ["syncCatalog", "namespaces", index]),
    ),
    ...under(["proxy"], checkBounds(proxy, { cpuMillis: { from: 1, to: 64000 }, memoryMib: { from: 32, to: 65536 } })),
    ...(options.mesh === false && options.mtls !== undefined
      ? [
          {
            path: ["mtls"],
            message: "there is no mesh that this could be about",
            found: `mtls: ${options.mtls}, and mesh: false`,
            fix: "remove mtls, or mesh: false",
          },
        ]
      : []),
  ];
}

function checkDatacenter(datacenter: string): Problem[] {
  if (/^[a-z0-9_-]{1,64}$/.test(datacenter)) return [];
  return [
    {
      path: ["datacenter"],
      message: "this is no name of a datacenter of Consul",
      found: datacenter,
      allowed: "1 to 64 lower-case letters, digits, '-' and '_'",
      fix: "write it like dc1",
    },
  ];
}

function checkSize(size: string): Problem[] {
  const bytes = parseQuantity(size);
  if (bytes !== undefined && bytes >= smallestStorage) return [];
  return [
    {
      path: ["size"],
      message: "this is no size of a volume",
      found: size,
      allowed: "1Gi or more",
      fix: "write it like 10Gi",
    },
  ];
}
