import { isAddress, type Problem } from "../../core";
import type { AnyService } from "./service-check";

/** What is wrong with a Service of the type `ExternalName`; paths are relative to it. */
export function checkExternalName(service: AnyService): Problem[] {
  const { externalName } = service;
  return [
    ...(externalName === undefined
      ? [
          {
            path: ["externalName"],
            message: "the Service does not say which name it stands for",
            found: "none",
            fix: "add externalName, such as db.example.com",
          },
        ]
      : checkExternalHost(externalName)),
    ...podFields
      .filter((field) => service[field] !== undefined && service[field] !== false)
      .map((field) => ({
        path: [field],
        message: `a Service of the type ExternalName is a name in DNS and nothing else, so it has no ${field}`,
        found: JSON.stringify(service[field]),
        fix: `remove ${field}, or use another type`,
      })),
  ];
}

/** What only a Service has that leads to pods. */
const podFields = [
  "ports",
  "headless",
  "sticky",
  "externalTrafficPolicy",
  "internalTrafficPolicy",
  "trafficDistribution",
  "ipFamilyPolicy",
  "ipFamilies",
  "publishNotReadyAddresses",
  "sourceRanges",
  "nodePorts",
  "loadBalancer",
] as const satisfies readonly (keyof AnyService)[];

const dnsName = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;

function checkExternalHost(externalName: string): Problem[] {
  const path = ["externalName"];
  if (isAddress(externalName)) {
    return [
      {
        path,
        message: "an address is no name, and DNS would look it up as one",
        found: externalName,
        allowed: "a name in DNS, such as db.example.com",
        fix: "write the name, or use the address itself where it is called",
      },
    ];
  }
  if (dnsName.test(externalName)) return [];
  return [
    {
      path,
      message: "this is no name in DNS",
      found: externalName,
      allowed: "lower-case labels with dots between them, such as db.example.com",
      fix: "write the name alone, without scheme, port and path",
    },
  ];
}
