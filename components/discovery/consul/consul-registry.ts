import type { PlatformCapabilities } from "../../cluster";
import { checkSecretName, type Problem } from "../../core";
import type { ClaimContext, ClaimHandle, SecretReference } from "../../workloads";

/** A key of a Secret that is there in the namespace of whoever claims the registry. */
export interface SecretKeySpec {
  readonly name: string;
  readonly key: string;
}

/** What an environment says of how its Consul is used. Where it is says the platform capability `consul`. */
export interface ConsulSpec {
  /** The token of its access control, for the value `token`. Default: there is none. */
  readonly tokenSecret?: SecretKeySpec | undefined;
  /** The certificate of its authority, for the value `caCertificate`. Default: there is none. */
  readonly caSecret?: SecretKeySpec | undefined;
}

/** The values that it gives. */
export function consulValueNames({ tokenSecret, caSecret }: ConsulSpec): readonly string[] {
  return [
    ...["host", "port", "address", "url"],
    ...(tokenSecret === undefined ? [] : ["token"]),
    ...(caSecret === undefined ? [] : ["caCertificate"]),
  ];
}

/** What programs know of the Consul of the cluster: nothing is made for a claim. It lets them out to its pods; who may come in, Consul says. */
export function consulHandle(consul: NonNullable<PlatformCapabilities["consul"]>, spec: ConsulSpec): ClaimHandle {
  const { host, port } = addressOf(consul);
  const { tokenSecret, caSecret } = spec;
  return {
    kind: "registry",
    values: {
      host,
      port: String(port),
      address: consul.address,
      url: `${consul.tls ? "https" : "http"}://${consul.address}`,
      ...(tokenSecret === undefined ? {} : { token: fromSecret(tokenSecret) }),
      ...(caSecret === undefined ? {} : { caCertificate: fromSecret(caSecret) }),
    },
    target: undefined,
    egress: [{ namespace: consul.namespace, ports: [port] }],
    grants: [],
    dependsOn: [],
  };
}

/** What is wrong with how an environment uses its Consul. Paths are relative to it. */
export function checkConsulSpec(spec: ConsulSpec): Problem[] {
  return (["tokenSecret", "caSecret"] as const).flatMap((field) => {
    const secret = spec[field];
    if (secret === undefined) return [];
    return [
      ...checkSecretName(secret.name, [field, "name"]),
      ...(/^[\w.-]{1,253}$/.test(secret.key)
        ? []
        : [
            {
              path: [field, "key"],
              message: "this is no key of a Secret",
              found: secret.key,
              allowed: "letters, digits, '-', '_' and '.'",
              fix: "write the key that the Secret has, such as token",
            },
          ]),
    ];
  });
}

/** What is wrong with a claim that Consul is to meet. Paths are relative to the claim. */
export function checkConsul({ capabilities }: ClaimContext): Problem[] {
  const consul = capabilities?.consul;
  if (consul === undefined) {
    return [
      {
        path: ["class"],
        message: "the registry of this class is Consul, and the cluster has none",
        found: "consul",
        fix: "add the add-on consul under slipway:addOns, or say under slipway:capabilities.consul where yours is",
      },
    ];
  }
  return Number.isNaN(addressOf(consul).port)
    ? [
        {
          path: ["class"],
          message: "the address of Consul has no port",
          found: consul.address,
          fix: "write slipway:capabilities.consul.address as host:port, such as consul-server.consul:8501",
        },
      ]
    : [];
}

function addressOf({ address }: NonNullable<PlatformCapabilities["consul"]>): { host: string; port: number } {
  const [, host = address, port] = /^(.+):(\d{1,5})$/.exec(address) ?? [];
  return { host, port: Number(port) };
}

function fromSecret({ name, key }: SecretKeySpec): SecretReference {
  return { fromSecret: { name, key } };
}
