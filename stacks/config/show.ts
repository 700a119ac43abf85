import { lengthOf, withoutCredentials } from "../../components/core";
import { isSecretName } from "../../components/workloads/pod/secret-name";
import { EncryptedText } from "./encrypted";
import { isRecord, type Path } from "./path";

/** Rewrites the value at a path as it may stand in a message: on one line, not too long, and without what may be a secret. */
export function show(value: unknown, path: Path = []): string {
  if (value === undefined || value === null) return "nothing";
  const isHidden = holdsSecrets(path);
  if (isHidden && !isRecord(value) && !Array.isArray(value)) return hidden(value);
  const text = JSON.stringify(shown(value, isHidden));
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}

/** Whether what stands at a path is, by the names of the keys, a secret, or holds some. */
export function holdsSecrets(path: Path): boolean {
  const key = path.findLast((one) => typeof one === "string") ?? "";
  // Below a section and a name in it, as an application may have any name.
  return isSecretName(key) || path.slice(2).includes("secrets") || isOfReceiver(path, key);
}

/** Addresses that whoever knows them may write to, where a reference should stand. */
function isOfReceiver([section, part]: Path, key: string): boolean {
  return section === "slipway:observability" && part === "alerting" && ["routingKey", "url", "webhook"].includes(key);
}

/** What is told of a value that may be a secret. */
export function hidden(value: unknown): string {
  if (typeof value === "string") return lengthOf(value);
  return typeof value === "number" ? "a number" : String(value);
}

/** Keys of references to a Secret. */
const references: readonly string[] = ["name", "key", "kind"];

function shown(value: unknown, isHidden: boolean): unknown {
  if (value instanceof EncryptedText) return value;
  if (Array.isArray(value)) return value.map((item) => shown(item, isHidden));
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const isSecret = isHidden ? !references.includes(key) : key === "secrets" || isSecretName(key);
        return [key, shown(inner, isSecret)];
      }),
    );
  }
  if (typeof value === "string" && value.includes("-----BEGIN ")) return lengthOf(value);
  if (isHidden && (typeof value === "string" || typeof value === "number")) return hidden(value);
  return typeof value === "string" ? withoutCredentials(value) : value;
}
