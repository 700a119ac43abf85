import { checkSecretName, lengthOf, type Problem } from "../../../core";
import type { SecretKeyRef } from "../prometheus-spec";

/** What is wrong with a reference to a value of a Secret. Texts are not shown: what is no name may be the secret itself. */
export function checkSecretReference({ secret, key }: SecretKeyRef, path: Problem["path"]): Problem[] {
  return [...checkSecretName(secret, [...path, "secret"]), ...checkKey(key, [...path, "key"])];
}

function checkKey(key: string, path: Problem["path"]): Problem[] {
  if (key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && !/^\.\.?$/.test(key)) return [];
  return [
    {
      path,
      message: "this is no key of a Secret",
      found: lengthOf(key),
      allowed: "1 to 253 letters, digits, '-', '_' and '.'",
      fix: "write the key in the Secret that the value is under, never the value itself",
    },
  ];
}
