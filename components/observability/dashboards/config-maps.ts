import type { RenderedObject } from "../../core";
import type { Dashboard } from "./dashboard";

/** Label by which Grafana's sidecar finds config maps with dashboards, and the annotation with the folder. */
export const dashboardLabel = { grafana_dashboard: "1" } as const;
export const folderAnnotation = "grafana_folder";

export interface DashboardConfigMapsArgs {
  /** Suffix of the logical name of the first config map; others have a number behind it. */
  readonly suffix: string;
  /** Name of the first config map; others have a number behind it. */
  readonly name: string;
  /** Default: that of the owner. */
  readonly namespace?: string | undefined;
  readonly dashboards: readonly Dashboard[];
}

/** Bytes of dashboards in one config map at most: Kubernetes takes 1 MiB in all. */
const limit = 900 * 1024;

/**
 * Dashboards as Grafana's sidecar reads them: as few config maps as hold them, each of one folder. A key is `<uid>.json`, so that no two write the same file.
 */
export function dashboardConfigMaps({
  suffix,
  name,
  namespace,
  dashboards,
}: DashboardConfigMapsArgs): RenderedObject[] {
  const maps: { readonly folder: string; readonly data: Record<string, string>; size: number }[] = [];
  for (const { uid, folder, model } of dashboards) {
    const text = JSON.stringify(model);
    const size = Buffer.byteLength(text);
    const open = maps.find((map) => map.folder === folder && map.size + size <= limit);
    if (open === undefined) {
      maps.push({ folder, data: { [`${uid}.json`]: text }, size });
    } else {
      open.data[`${uid}.json`] = text;
      open.size += size;
    }
  }
  return maps.map(({ folder, data }, index) => {
    const number = index === 0 ? "" : `-${index + 1}`;
    return {
      suffix: `${suffix}${number}`,
      apiVersion: "v1",
      kind: "ConfigMap",
      name: `${name}${number}`,
      namespace,
      labels: dashboardLabel,
      annotations: { [folderAnnotation]: folder },
      fields: { data },
    };
  });
}
