import { EncryptedText, isEncrypted } from "./encrypted";
import { isRecord, type Path } from "./path";

// The engine hands over a section in plain and says only that some of it was encrypted; the file says which values they are.

/** The values below a section of a file, with an encrypted text wherever one stands; there is no key to read it with. */
export function sealed(written: unknown): unknown {
  return sealedBy(written, written, () => undefined);
}

/**
 * A section as the engine hands it over, with an encrypted text wherever the file has one.
 * @returns undefined if the file does not tell: it has no such value, or says something else than what was handed over
 */
export function sealedByFile(handedOver: unknown, written: unknown): unknown {
  if (isEncrypted(written)) return new EncryptedText();
  if (encryptedPlaces(sealed(written), []).length === 0 || !agrees(handedOver, written)) return undefined;
  return sealedBy(handedOver, written, (text) => (typeof text === "string" ? text : undefined));
}

/** Where encrypted texts stand below a value. */
export function encryptedPlaces(value: unknown, at: Path): Path[] {
  if (value instanceof EncryptedText) return [at];
  if (Array.isArray(value)) return value.flatMap((item, index) => encryptedPlaces(item, [...at, index]));
  return isRecord(value) ? Object.entries(value).flatMap(([key, inner]) => encryptedPlaces(inner, [...at, key])) : [];
}

function sealedBy(value: unknown, written: unknown, textOf: (value: unknown) => string | undefined): unknown {
  if (isEncrypted(written)) return new EncryptedText(textOf(value));
  if (Array.isArray(value) && Array.isArray(written)) {
    return value.map((item, index) => sealedBy(item, written[index], textOf));
  }
  if (!isRecord(value) || !isRecord(written)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sealedBy(inner, written[key], textOf)]));
}

/** Whether what the engine hands over was read from what is written, but for what it has decrypted. */
function agrees(handedOver: unknown, written: unknown): boolean {
  if (isEncrypted(written)) return typeof handedOver === "string";
  if (Array.isArray(written)) {
    return (
      Array.isArray(handedOver) &&
      handedOver.length === written.length &&
      written.every((item, index) => agrees(handedOver[index], item))
    );
  }
  if (!isRecord(written)) return !isRecord(handedOver) && String(handedOver) === String(written);
  return (
    isRecord(handedOver) &&
    Object.keys(handedOver).length === Object.keys(written).length &&
    Object.entries(written).every(([key, inner]) => Object.hasOwn(handedOver, key) && agrees(handedOver[key], inner))
  );
}
