import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { RandomPasswordArgs } from "@pulumi/random";
import { labels, SlipwayComponent, type Transform } from "../../../core";
import { namespaceNameOf } from "../../namespace/namespace";
import { contentObjectName } from "../../pod/content";
import type { ClaimHandle, SecretClaim } from "../claim-spec";
import { createPassword, credential, credentials, handleOf, refuseClaim, type ClaimPlace } from "./in-cluster-args";

export interface InClusterSecretArgs extends ClaimPlace {
  readonly claim: SecretClaim;
  readonly transform?: InClusterSecretTransform | undefined;
}

/** One transform for each child. */
export interface InClusterSecretTransform {
  readonly password?: Transform<RandomPasswordArgs> | undefined;
  readonly secret?: Transform<k8s.core.v1.SecretArgs> | undefined;
}

/**
 * A random text, in a Secret of the namespace and encrypted in the state.
 * @throws SlipwayError with everything that is wrong with the claim, before anything is registered
 */
export class InClusterSecret extends SlipwayComponent {
  /** What its users know of it. */
  readonly handle: ClaimHandle;

  constructor(name: string, args: InClusterSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseClaim("InClusterSecret", name, args);
    super("InClusterSecret", name, opts);
    const { cluster, namespace, objectName, partOf, claim, transform } = args;

    const value = createPassword(this.childFactory(), transform?.password, claim.length);
    const metadata = {
      name: contentObjectName(objectName, credentials),
      namespace: namespaceNameOf(namespace),
      labels: labels({ name: objectName, partOf }),
    };
    new k8s.core.v1.Secret(
      ...this.child(credentials, { metadata, type: "Opaque", stringData: { value } }, transform?.secret, {
        provider: cluster.provider,
      }),
    );

    const values = { value: credential(objectName, "value") };
    this.handle = handleOf("secret", values, undefined, this);
    this.registerOutputs({ objectName });
  }
}
