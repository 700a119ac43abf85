import type { HeaderChanges } from "./route-spec";

const header = "strict-transport-security";

/** Changes to answers, with the gateway's HSTS unless they say something of it themselves, in whatever case they write it. */
export function withHsts(changes: HeaderChanges | undefined, hsts: string | undefined): HeaderChanges | undefined {
  if (hsts === undefined) return changes;
  const { set = {}, add = {}, remove = [] } = changes ?? {};
  const named = [...Object.keys(set), ...Object.keys(add), ...remove];
  if (named.some((name) => name.toLowerCase() === header)) return changes;
  return { ...changes, set: { [header]: hsts, ...set } };
}
