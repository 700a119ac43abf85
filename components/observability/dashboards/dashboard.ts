import type { GrafanaDashboard } from "./grafana-model";

/** A dashboard of Grafana, and the folder that it is in. */
export interface Dashboard {
  /** At most 40 letters, digits, `-` and `_`, unique in the environment: links lead to it. */
  readonly uid: string;
  /** Folder in Grafana, such as the name of the application. */
  readonly folder: string;
  readonly model: GrafanaDashboard;
}
