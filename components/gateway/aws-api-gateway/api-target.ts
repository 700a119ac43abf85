import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle } from "../../cluster";
import { customResourceArgs, labels, physicalName, SlipwayComponent } from "../../core";
import type { PlannedBackend } from "../planned-route";
import type { ApiHandle } from "./api-handle";

export interface ApiTargetArgs {
  readonly api: ApiHandle;
  readonly cluster: ClusterHandle;
  /** Of the Service. */
  readonly namespace: pulumi.Input<string>;
  readonly backend: PlannedBackend;
  /** Of the listener. */
  readonly port: number;
}

const targetGroupNameLength = 32;

/** A binding gives conditions of pods their name, of which Kubernetes takes so many characters. */
const bindingNameLength = 63;

/** Seconds that requests have to end which a pod has when it goes. */
const deregistrationSeconds = 30;

/**
 * A port of a workload behind the load balancer of an API: a listener, a target group, and what tells the AWS Load Balancer Controller to
 * keep the pods of the Service in it and to let the load balancer through to them.
 */
export class ApiTarget extends SlipwayComponent {
  /** Port of the listener. */
  readonly port: number;
  readonly listenerArn: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ApiTargetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ApiTarget", name, opts);
    const { api, port } = args;

    const targetGroup = this.createTargetGroup(args);
    const listener = new aws.lb.Listener(
      ...this.child<aws.lb.ListenerArgs>("", {
        loadBalancerArn: api.loadBalancerArn,
        port,
        protocol: "TCP",
        defaultActions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
      }),
    );
    const binding = this.createBinding(args, targetGroup);

    this.port = port;
    this.listenerArn = listener.arn;
    this.ready = [listener, binding];
    this.registerOutputs({ port, listenerArn: this.listenerArn });
  }

  private createTargetGroup({ api, backend }: ApiTargetArgs): aws.lb.TargetGroup {
    const { targetPort } = backend.port;
    return new aws.lb.TargetGroup(
      ...this.child<aws.lb.TargetGroupArgs>("", {
        // Another port makes another group: its name tells them apart while both are there.
        name: physicalName(targetGroupNameLength, `${api.clusterName}-${this.logicalName}-${targetPort}`),
        vpcId: api.vpcId,
        targetType: "ip",
        ipAddressType: "ipv4",
        protocol: "TCP",
        port: targetPort,
        deregistrationDelay: deregistrationSeconds,
        // Whether a pod is ready is asked by Kubernetes: here, whether it can be reached.
        healthCheck: {
          protocol: "TCP",
          port: "traffic-port",
          interval: 10,
          healthyThreshold: 2,
          unhealthyThreshold: 2,
        },
      }),
    );
  }

  /** Its own custom resource, as the ARN of the target group is only known when that is made. */
  private createBinding(
    { api, cluster, namespace, backend }: ApiTargetArgs,
    targetGroup: aws.lb.TargetGroup,
  ): k8s.apiextensions.CustomResource {
    const { service, port } = backend;
    const object = customResourceArgs(
      {
        suffix: "",
        apiVersion: "elbv2.k8s.aws/v1beta1",
        kind: "TargetGroupBinding",
        // Bound for good: the controller refuses another group, so that each group has a binding of its own.
        name: physicalName(bindingNameLength, `${this.logicalName}-${port.targetPort}`),
        fields: {},
      },
      { namespace, labels: labels({ name: service }) },
    );
    return new k8s.apiextensions.CustomResource(
      ...this.child(
        "",
        {
          ...object,
          spec: {
            targetGroupARN: targetGroup.arn,
            targetType: "ip",
            ipAddressType: "ipv4",
            vpcID: api.vpcId,
            serviceRef: { name: service, port: port.port },
            networking: {
              ingress: [
                {
                  from: [{ securityGroup: { groupID: api.securityGroupId } }],
                  ports: [{ protocol: "TCP", port: port.targetPort }],
                },
              ],
            },
          },
        },
        undefined,
        { provider: cluster.provider },
      ),
    );
  }
}
