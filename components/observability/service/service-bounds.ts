/** Numbers of the alerts that every workload has. */
export const serviceBounds = {
  /** Share of failed requests in percent, where nothing is promised. */
  errorPercent: 5,
  /** Seconds that 99 of 100 requests are done within, where nothing is promised. */
  latencySeconds: 1,
  /**
   * Fewest failed requests within an hour for somebody to be told, and of objectives within the window that is judged: one failed request of ten at night is
   * a tenth of all, and nothing to wake anybody for.
   */
  leastFailures: 10,
  /** Fewest requests within five minutes for their 99th percentile to mean anything: of fewer it is the slowest one. */
  leastTimedRequests: 100,
  /** Restarts of a container within half an hour: one that crashes at once has at least five, as it is started again every five minutes at last. */
  restarts: 3,
  /** Percent of the memory that a container may take. */
  memoryPercent: 90,
  /** Percent of a volume that is free, below which it is told of whatever it does. */
  volumeFreePercent: 5,
  /** Percent that is free below which it is told of if it is full within a day, going by the last six hours. */
  fillingFreePercent: 25,
  /** Seconds that a run may be late. */
  lateSeconds: 900,
} as const;
