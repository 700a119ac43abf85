import { cloudWatchLogGroup, type GrafanaDataSource } from "../../addons";
import { dataSourceUids } from "../../cluster";
import type { LoggingAround } from "./logging-around";
import type { LoggingSpec } from "./logging-spec";
import { grafanaUser } from "./store-access";
import { dataStreamPatterns, elasticsearchHost, storePorts } from "./store-names";

/**
 * Logs as Grafana reads them. Of Elasticsearch it does not verify the certificate: the authority is the operator's, which is not there yet when Grafana is told; the
 * connection is encrypted, and only pods of the namespaces that are named can make it.
 */
export function logsDataSource(
  { store }: Pick<LoggingSpec, "store">,
  { region, clusterName }: Pick<LoggingAround, "region" | "clusterName">,
): GrafanaDataSource {
  if (store === "cloudWatch") {
    return {
      name: "Logs",
      type: "cloudwatch",
      uid: dataSourceUids.logs,
      jsonData: {
        authType: "default",
        ...(region === undefined ? {} : { defaultRegion: region }),
        logGroups: [{ name: cloudWatchLogGroup(clusterName), arn: "" }],
      },
    };
  }
  return {
    name: "Logs",
    type: "elasticsearch",
    uid: dataSourceUids.logs,
    url: `https://${elasticsearchHost}:${storePorts.elasticsearch}`,
    basicAuthUser: grafanaUser.name,
    jsonData: {
      index: dataStreamPatterns.logs,
      timeField: "@timestamp",
      logMessageField: "message",
      logLevelField: "log.level",
      maxConcurrentShardRequests: 5,
      tlsSkipVerify: true,
      dataLinks: [
        { field: "trace.id", url: "${__value.raw}", urlDisplayLabel: "Trace", datasourceUid: dataSourceUids.traces },
      ],
    },
    secureJsonData: { basicAuthPassword: { secret: grafanaUser.secret, key: grafanaUser.key } },
  };
}
