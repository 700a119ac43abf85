import { isRecord } from "./path";

/**
 * The same value with its keys in the order of the file. The engine hands maps over sorted by their keys, but in an application the order
 * means something: variables refer to those above them, init containers run one after the other, and probes ask on the first port.
 * @param written what stands in the file; keys that it has not come last
 */
export function inWrittenOrder(value: unknown, written: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => inWrittenOrder(item, Array.isArray(written) ? written[index] : undefined));
  }
  if (!isRecord(value) || !isRecord(written)) return value;
  const keys = new Set([...Object.keys(written), ...Object.keys(value)]);
  return Object.fromEntries(
    [...keys].filter((key) => Object.hasOwn(value, key)).map((key) => [key, inWrittenOrder(value[key], written[key])]),
  );
}
