import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent } from "../../core";
import type { RateLimitSpec } from "../policy-spec";

export interface UsagePlanArgs {
  /** What the key opens. */
  readonly stages: readonly aws.apigateway.Stage[];
  readonly limit: RateLimitSpec | undefined;
}

const secondsOf = { second: 1, minute: 60, hour: 3600 } as const;

/**
 * A key of a route, and how much may be asked with it. AWS makes the key: `aws apigateway get-api-key --include-value` shows it. For more
 * clients, more keys are made in the console or by a program and added to the plan.
 */
export class UsagePlan extends SlipwayComponent {
  /** The key; a secret. */
  readonly key: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, { stages, limit }: UsagePlanArgs, opts?: pulumi.ComponentResourceOptions) {
    super("UsagePlan", name, opts);
    const plan = new aws.apigateway.UsagePlan(
      ...this.child<aws.apigateway.UsagePlanArgs>("", {
        apiStages: stages.map(({ restApi, stageName }) => ({ apiId: restApi, stage: stageName })),
        ...(limit === undefined
          ? {}
          : // As many at once, and then as they come back with time.
            { throttleSettings: { burstLimit: limit.requests, rateLimit: limit.requests / secondsOf[limit.per] } }),
      }),
    );
    const key = new aws.apigateway.ApiKey(
      ...this.child<aws.apigateway.ApiKeyArgs>("", {}, undefined, { additionalSecretOutputs: ["value"] }),
    );
    const member = new aws.apigateway.UsagePlanKey(
      ...this.child<aws.apigateway.UsagePlanKeyArgs>("", { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id }),
    );
    this.key = key.value;
    this.ready = [plan, key, member];
    this.registerOutputs({ key: this.key });
  }
}
