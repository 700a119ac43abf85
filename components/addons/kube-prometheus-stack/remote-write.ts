import type { PolicyStatement } from "../../cluster";
import type { Value } from "../frame/values";
import type { PrometheusSpec, RemoteWriteSpec, SecretKeyRef } from "./prometheus-spec";
import { verbatim } from "./verbatim";

/** The parts of the ARN of a workspace of Amazon Managed Prometheus. */
export interface Workspace {
  readonly partition: string;
  readonly region: string;
  readonly id: string;
}

const arn = /^arn:(aws|aws-cn|aws-us-gov|aws-eusc):aps:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:workspace\/(ws-[a-z0-9-]+)$/;

/** A workspace by its ARN; undefined for a text that is none. */
export function workspaceOf(workspaceArn: string): Workspace | undefined {
  const [, partition, region, id] = arn.exec(workspaceArn) ?? [];
  if (partition === undefined || region === undefined || id === undefined) return undefined;
  return { partition, region, id };
}

/** Domains of AWS by partition. */
const domains: Readonly<Record<string, string>> = { "aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu" };

/** Where metrics are sent to, as the Prometheus resource has it. */
export function remoteWriteValues({ remoteWrite = [] }: PrometheusSpec): Value[] {
  return remoteWrite.map((target) => ({
    ...addressOf(target),
    sendExemplars: true,
    ...(target.only === undefined
      ? {}
      : { writeRelabelConfigs: [{ sourceLabels: ["__name__"], regex: verbatim(target.only), action: "keep" }] }),
  }));
}

function addressOf(target: RemoteWriteSpec): Record<string, Value> {
  if ("workspaceArn" in target) {
    const workspace = workspaceOf(target.workspaceArn);
    if (workspace === undefined) throw new Error("a workspace was written before it was checked");
    const { partition, region, id } = workspace;
    const host = `aps-workspaces.${region}.${domains[partition] ?? "amazonaws.com"}`;
    return {
      url: `https://${host}/workspaces/${id}/api/v1/remote_write`,
      sigv4: { region },
      // By the maker's recommendation: a sample each in so many, by so many senders, stays below what a new workspace takes.
      queueConfig: { maxSamplesPerSend: 1000, maxShards: 200, capacity: 2500 },
    };
  }
  const { url, basicAuth, bearerToken } = target;
  return {
    url,
    ...(basicAuth === undefined
      ? {}
      : { basicAuth: { username: keyOf(basicAuth.username), password: keyOf(basicAuth.password) } }),
    ...(bearerToken === undefined ? {} : { authorization: { type: "Bearer", credentials: keyOf(bearerToken) } }),
  };
}

function keyOf({ secret, key }: SecretKeyRef): Value {
  return { name: secret, key };
}

/** What Prometheus may do in the cloud: write to its workspaces. Undefined where it has none. */
export function remoteWriteStatements({ remoteWrite = [] }: PrometheusSpec): PolicyStatement[] | undefined {
  const resources = remoteWrite.flatMap((target) => ("workspaceArn" in target ? [target.workspaceArn] : []));
  if (resources.length === 0) return undefined;
  return [{ effect: "Allow", actions: ["aps:RemoteWrite"], resources: [...new Set(resources)].sort() }];
}
