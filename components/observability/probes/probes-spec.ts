/** Calls from within the cluster to what is public, as somebody from outside would make them. */
export interface ProbesSpec {
  /** Whether each host of each route is called, at its first path that is no regular expression. Default: yes. */
  readonly routes?: boolean | undefined;
  /** More addresses, by name, each `https://…` or `http://…` and stated once; one that a route has is called as the target says. Default: none. */
  readonly targets?: Readonly<Record<string, ProbeTarget>> | undefined;
  /** Time between two calls, `15s` to `1h`. Default: `60s`. */
  readonly interval?: string | undefined;
}

export interface ProbeTarget {
  readonly url: string;
  /** Statuses that are fine. Default: 200 to 299. */
  readonly statuses?: readonly number[] | undefined;
  /** Regular expression (RE2) that the answer must have somewhere: the synthetic check of a page. Default: whatever it is. */
  readonly contains?: string | undefined;
  /** Time that the answer may take, `1s` to `30s`. Default: `10s`. */
  readonly timeout?: string | undefined;
}
