import type { AddOn } from "../../components/addons";

/** An add-on that does nothing but what is stated. */
export function madeUpAddOn(id: string, stated: Partial<AddOn> = {}): AddOn {
  return {
    id,
    name: id.toLowerCase(),
    summary: id,
    charts: [],
    namespace: { name: id.toLowerCase(), podSecurity: "restricted" },
    images: [],
    pods: () => [],
    traffic: () => [],
    deploy: () => ({ ready: [] }),
    ...stated,
  };
}
