import { parseQuantity } from "../../components/core";
import fc from "fast-check";

it.each([
  ["250m", 0.25],
  ["1", 1],
  ["1.5", 1.5],
  [".5", 0.5],
  ["128Mi", 134_217_728],
  ["1Gi", 1_073_741_824],
  ["1k", 1000],
  ["2e3", 2000],
  ["2E3", 2000],
  ["1E", 1e18],
  ["-1", -1],
])("reads %s as %d", (text, value) => {
  expect(parseQuantity(text)).toBe(value);
});

it.each(["", "m", "128MB", "1 Gi", "1gi", "lots", "1.2.3", "0x10", "1K"])("refuses %j", (text) => {
  expect(parseQuantity(text)).toBeUndefined();
});

it("grows by 1024 from one binary suffix to the next", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.constantFrom(["Ki", "Mi"], ["Mi", "Gi"], ["Gi", "Ti"]),
      (digits, [small, large]) => {
        expect(parseQuantity(`${digits * 1024}${small}`)).toBe(parseQuantity(`${digits}${large}`));
      },
    ),
  );
});
