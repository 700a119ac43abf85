import { under, type Problem } from "../../core";
import { checkDomain } from "../external-dns/hosted-zone";
import { checkBounds } from "../frame/whole-numbers";
import type { LinkerdSpec } from "./linkerd-spec";

/** Pods' certificates hold a day, and each must end before the one that it was signed with. */
const fewestIssuerHours = 48;
const fewestMib = 32;

/** What is wrong with the options. */
export function checkLinkerd({ certificates = {}, proxy = {}, trustDomain }: LinkerdSpec): Problem[] {
  return [
    ...(trustDomain === undefined ? [] : checkDomain(trustDomain, ["trustDomain"])),
    ...under(["certificates"], checkBounds(certificates, { anchorDays: { from: 30, to: 36500 } })),
    ...under(["certificates"], checkBounds(certificates, { issuerHours: { from: fewestIssuerHours, to: 8760 } })),
    ...under(["proxy"], checkBounds(proxy, { cpuMillis: { from: 1, to: 64000 } })),
    ...under(["proxy"], checkBounds(proxy, { memoryMib: { from: fewestMib, to: 65536 } })),
  ];
}
