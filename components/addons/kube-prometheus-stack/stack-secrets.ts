import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { applyTransform } from "../../core";
import type { AddOnContext } from "../frame/add-on";
import type { KubePrometheusStackSpec } from "./kube-prometheus-stack-spec";
import { grafanaAdminSecret, stackNamespace } from "./stack-place";

type Context = AddOnContext<KubePrometheusStackSpec>;

const user = "admin";

/** The Secrets that pods of the release name. */
export function createSecrets(context: Context): k8s.core.v1.Secret[] {
  const { child, options, place } = context;
  const stated = Object.entries(options.secrets ?? {}).map(
    ([name, values]) =>
      new k8s.core.v1.Secret(
        ...child(
          `secret-${name}`,
          secretArgs(
            name,
            Object.fromEntries(Object.entries(values).map(([key, value]) => [key, pulumi.secret(value)])),
          ),
          options.transform?.secret,
          { dependsOn: [...place] },
        ),
      ),
  );
  return [...stated, ...createGrafanaSecret(context)];
}

/** The chart's own way would be a password that is another each time that it is rendered. */
function createGrafanaSecret({ child, parent, place, options }: Context): k8s.core.v1.Secret[] {
  const { grafana, transform = {} } = options;
  if (grafana === false || grafana?.adminSecret !== undefined) return [];
  const password = new random.RandomPassword(
    ...applyTransform(
      transform.grafanaPassword,
      `${parent.logicalName}-grafana-password`,
      { length: 32, special: false },
      { parent },
    ),
  );
  return [
    new k8s.core.v1.Secret(
      ...child(
        "grafana",
        secretArgs(grafanaAdminSecret, { "admin-user": user, "admin-password": password.result }),
        transform.grafanaSecret,
        { dependsOn: [...place] },
      ),
    ),
  ];
}

function secretArgs(name: string, stringData: Record<string, pulumi.Input<string>>): k8s.core.v1.SecretArgs {
  return { metadata: { name, namespace: stackNamespace }, type: "Opaque", stringData };
}
