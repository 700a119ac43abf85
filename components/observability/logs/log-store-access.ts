import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { SlipwayComponent } from "../../core";

/**
 * The password by which Grafana reads logs in Elasticsearch. It is made before both: Grafana starts with it, and Elasticsearch, which comes later, is told of
 * it.
 */
export class LogStoreAccess extends SlipwayComponent {
  readonly password: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("LogStoreAccess", name, opts);
    const { result } = new random.RandomPassword(...this.child("grafana", { length: 32, special: false }));
    this.password = result;
    this.registerOutputs({ password: this.password });
  }
}
