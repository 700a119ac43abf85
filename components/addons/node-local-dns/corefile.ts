/** Where a cache listens on its node besides at the address of the cluster's DNS: one that no network has. */
export const localAddress = "169.254.20.10";

/** Port of the metrics of its answers. */
export const metricsPort = 9253;

/** Port of its health, on its own address. */
export const healthPort = 8080;

/**
 * What the program puts in the place of two words when it starts: the address of the Service by which it asks the cluster's DNS, and the
 * resolvers of the node. Source: kubernetes/dns 1.26.8, `cmd/node-cache/app/configmap.go`.
 */
const clusterDns = "__PILLAR__CLUSTER__DNS__";
const nodesResolvers = "__PILLAR__UPSTREAM__SERVERS__";

/** Most questions that wait for an answer at once: each takes memory, and a cache that runs out of it leaves its node without DNS. */
const maxConcurrent = 1000;

/**
 * The configuration of the cache. Questions for names of the cluster go on by TCP, which needs no entry in the node's table of connections for
 * each question.
 * @param serviceAddress of the cluster's DNS
 */
export function corefile(serviceAddress: string, clusterDomain: string, cacheSeconds: number): string {
  const listen = `bind ${localAddress} ${serviceAddress}`;
  const cluster = [`forward . ${clusterDns} {`, "    force_tcp", `    max_concurrent ${maxConcurrent}`, "}"];
  return [
    block(clusterDomain, [
      "cache {",
      `    success 9984 ${cacheSeconds}`,
      "    denial 9984 5",
      "}",
      listen,
      ...cluster,
      `health ${localAddress}:${healthPort}`,
    ]),
    ...["in-addr.arpa", "ip6.arpa"].map((zone) => block(zone, [`cache ${cacheSeconds}`, listen, ...cluster])),
    block(".", [
      `cache ${cacheSeconds}`,
      listen,
      `forward . ${nodesResolvers} {`,
      `    max_concurrent ${maxConcurrent}`,
      "}",
    ]),
  ].join("\n");
}

function block(zone: string, lines: readonly string[]): string {
  const all = ["errors", "reload", "loop", ...lines, `prometheus :${metricsPort}`];
  return [`${zone}:53 {`, ...all.map((line) => `    ${line}`), "}", ""].join("\n");
}
