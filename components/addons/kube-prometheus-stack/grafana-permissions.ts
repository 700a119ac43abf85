import type { PolicyStatement } from "../../cluster";
import type { KubePrometheusStackSpec } from "./kube-prometheus-stack-spec";

/**
 * What Grafana may do in the cloud: read logs and metrics, where a data source of CloudWatch is there that names no other identity. Source: documentation of
 * Grafana's data source for CloudWatch, "IAM policies". None of these can be narrowed to less than an account, but for logs, of which the data source lists all
 * groups.
 */
export function grafanaStatements({
  grafana,
  dataSources = [],
}: KubePrometheusStackSpec): PolicyStatement[] | undefined {
  if (grafana === false || !dataSources.some(({ type }) => type === "cloudwatch")) return undefined;
  return [
    {
      effect: "Allow",
      actions: [
        "cloudwatch:DescribeAlarms",
        "cloudwatch:DescribeAlarmsForMetric",
        "cloudwatch:GetInsightRuleReport",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListMetrics",
        "ec2:DescribeRegions",
        "logs:DescribeLogGroups",
        "logs:GetLogEvents",
        "logs:GetLogGroupFields",
        "logs:GetQueryResults",
        "logs:StartQuery",
        "logs:StopQuery",
        "tag:GetResources",
      ],
      resources: ["*"],
    },
  ];
}
