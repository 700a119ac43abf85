/*
 * What the CRDs of Karpenter 1.14.0 say of the fields that are written here, and nothing besides: a field that is not there is one that nobody
 * has looked up. Written down from https://github.com/aws/karpenter-provider-aws/tree/v1.14.0/pkg/apis/crds. The rules in CEL are not here;
 * those of Karpenter's controller are nowhere.
 */

const text = { type: "string" } as const;
const label = { type: "string", maxLength: 63, pattern: "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$" } as const;
const labelKey = {
  type: "string",
  minLength: 1,
  maxLength: 316,
  pattern:
    "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*(\\/))?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$",
} as const;
const durationOrNever = { type: "string", pattern: "^(([0-9]+(s|m|h))+|Never)$" } as const;

function object(properties: object, required: readonly string[] = []) {
  return { type: "object", properties, required, additionalProperties: false };
}

const array = (items: object, bounds: object = {}) => ({ type: "array", items, ...bounds });

const resource = (apiVersion: string, kind: string, spec: object) =>
  object({ apiVersion: { const: apiVersion }, kind: { const: kind }, metadata: { type: "object" }, spec }, [
    "apiVersion",
    "kind",
    "metadata",
    "spec",
  ]);

const taints = array(
  object(
    {
      key: labelKey,
      value: { type: "string", pattern: labelKey.pattern },
      effect: { enum: ["NoSchedule", "PreferNoSchedule", "NoExecute"] },
    },
    ["key", "effect"],
  ),
);

export const nodePool = resource(
  "karpenter.sh/v1",
  "NodePool",
  object(
    {
      disruption: object(
        {
          budgets: array(
            object(
              {
                nodes: { type: "string", pattern: "^((100|[0-9]{1,2})%|[0-9]+)$" },
                reasons: array({ enum: ["Underutilized", "Empty", "Drifted"] }, { maxItems: 50 }),
                schedule: {
                  type: "string",
                  pattern:
                    "^(@(annually|yearly|monthly|weekly|daily|midnight|hourly))|((.+)\\s(.+)\\s(.+)\\s(.+)\\s(.+))$",
                },
                duration: { type: "string", pattern: "^((([0-9]+(h|m))|([0-9]+h[0-9]+m))(0s)?)$" },
              },
              ["nodes"],
            ),
            { maxItems: 50 },
          ),
          consolidateAfter: durationOrNever,
          consolidationPolicy: { enum: ["WhenEmpty", "WhenEmptyOrUnderutilized", "Balanced"] },
        },
        ["consolidateAfter"],
      ),
      limits: {
        type: "object",
        additionalProperties: {
          type: ["string", "integer"],
          pattern:
            "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$",
        },
      },
      template: object(
        {
          metadata: object({ labels: { type: "object", maxProperties: 100, additionalProperties: label } }),
          spec: object(
            {
              expireAfter: durationOrNever,
              nodeClassRef: object({ group: { type: "string", pattern: "^[^/]*$" }, kind: text, name: text }, [
                "group",
                "kind",
                "name",
              ]),
              requirements: array(
                object(
                  {
                    key: labelKey,
                    operator: { enum: ["Gte", "Lte", "In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"] },
                    values: array(text),
                    minValues: { type: "integer", minimum: 1, maximum: 50 },
                  },
                  ["key", "operator"],
                ),
                { maxItems: 100 },
              ),
              startupTaints: taints,
              taints,
              terminationGracePeriod: { type: "string", pattern: "^([0-9]+(s|m|h))+$" },
            },
            ["nodeClassRef", "requirements"],
          ),
        },
        ["spec"],
      ),
      weight: { type: "integer", minimum: 1, maximum: 100 },
    },
    ["template"],
  ),
);

const byId = (pattern: string) =>
  array(object({ id: { type: "string", pattern } }, ["id"]), { minItems: 1, maxItems: 30 });

export const ec2NodeClass = resource(
  "karpenter.k8s.aws/v1",
  "EC2NodeClass",
  object(
    {
      amiFamily: { enum: ["AL2", "AL2023", "Bottlerocket", "Custom", "Windows2019", "Windows2022", "Windows2025"] },
      amiSelectorTerms: array(
        object({
          alias: { type: "string", maxLength: 30, pattern: "^[a-zA-Z0-9]+@.+$" },
          id: { type: "string", pattern: "ami-[0-9a-z]+" },
        }),
        { minItems: 1, maxItems: 30 },
      ),
      blockDeviceMappings: array(
        object({
          deviceName: text,
          ebs: object({
            deleteOnTermination: { type: "boolean" },
            encrypted: { type: "boolean" },
            iops: { type: "integer" },
            kmsKeyID: text,
            throughput: { type: "integer" },
            // The CRD's own pattern, in GiB alone.
            volumeSize: { type: "string", pattern: "^(?:[1-9][0-9]{0,3}|[1-4][0-9]{4}|[5][0-8][0-9]{3}|59000)Gi$" },
            volumeType: { enum: ["standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"] },
          }),
        }),
        { maxItems: 50 },
      ),
      detailedMonitoring: { type: "boolean" },
      instanceProfile: { type: "string", minLength: 1 },
      kubelet: object({ maxPods: { type: "integer", minimum: 0 } }),
      metadataOptions: object({
        httpEndpoint: { enum: ["enabled", "disabled"] },
        httpProtocolIPv6: { enum: ["enabled", "disabled"] },
        httpPutResponseHopLimit: { type: "integer", minimum: 1, maximum: 64 },
        httpTokens: { enum: ["required", "optional"] },
      }),
      securityGroupSelectorTerms: byId("sg-[0-9a-z]+"),
      subnetSelectorTerms: byId("subnet-[0-9a-z]+"),
      tags: {
        type: "object",
        propertyNames: {
          pattern:
            "^(?!(eks:eks-cluster-name|kubernetes\\.io/cluster|karpenter\\.sh/node|karpenter\\.k8s\\.aws/ec2nodeclass)).+",
        },
        additionalProperties: text,
      },
      userData: text,
    },
    ["amiSelectorTerms", "instanceProfile", "securityGroupSelectorTerms", "subnetSelectorTerms"],
  ),
);
