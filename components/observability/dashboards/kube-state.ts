/**
 * Matcher of series of kube-state-metrics, without braces: OpenCost shows some of the same names, with the same labels, and sums would be twice as much.
 */
export const kubeState = 'job="kube-state-metrics"';
