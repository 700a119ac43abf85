/** The table and what is made of it. It does not prove that AWS still charges these prices. */
import fc from "fast-check";
import { instanceTypeNames } from "../../components/cluster/eks/instance-types";
import { hoursPerMonth, instancePrice, serviceKeys, servicePrice, spotFactor } from "../../preview/prices";

it.each([
  ["us-east-1", "m5.large", 0.096],
  ["us-east-1", "t3.medium", 0.0416],
  ["us-east-1", "m7i.large", 0.1008],
  ["us-east-1", "t4g.medium", 0.0336],
  ["eu-central-1", "m5.large", 0.115],
  ["eu-central-1", "t3.medium", 0.048],
  ["eu-west-1", "m5.large", 0.107],
  ["ap-northeast-1", "m5.large", 0.124],
])("has the list price of %s %s: %d", (region, type, usdPerHour) => {
  expect(instancePrice(region, type)).toEqual({ usdPerHour, exact: true });
});

it.each([
  // 0.1008 in us-east-1, times what the m families add in the region.
  ["eu-central-1", "m7i.large", 0.1208],
  ["eu-west-1", "m7i.large", 0.1124],
  ["ap-southeast-2", "m7i.large", 0.1266],
  // A region with one factor for all.
  ["sa-east-1", "m5.large", 0.1529],
  // A region that the table does not name, as its nearest.
  ["eu-east-9", "m7i.large", 0.1208],
])("estimates %s %s: %d", (region, type, usdPerHour) => {
  expect(instancePrice(region, type)).toEqual({ usdPerHour, exact: false });
});

it("has no price for a type that has none, nor for an unknown one", () => {
  expect(instancePrice("us-east-1", "hpc7a.96xlarge")).toBeUndefined();
  expect(instancePrice("eu-central-1", "m99.large")).toBeUndefined();
});

it("has a price for nearly every type of the other table", () => {
  const without = instanceTypeNames().filter((type) => instancePrice("us-east-1", type) === undefined);
  const families = new Set(without.map((type) => type.split(".")[0]));
  expect([...families]).toEqual(["dl2q", "g7", "hpc6a", "hpc6id", "hpc7a", "hpc8a", "p5e", "trn2", "x8aedz"]);
});

it("has a price in every region for what has one in us-east-1, at most three times as high", () => {
  const regions = ["us-west-2", "eu-north-1", "ap-south-2", "sa-east-1", "af-south-1", "xx-nowhere-1"];
  fc.assert(
    fc.property(fc.constantFrom(...regions), fc.constantFrom(...instanceTypeNames()), (region, type) => {
      const base = instancePrice("us-east-1", type)?.usdPerHour;
      const price = instancePrice(region, type)?.usdPerHour;
      expect(price === undefined).toBe(base === undefined);
      if (base === undefined) return;
      expect(price).toBeGreaterThanOrEqual(base * 0.8);
      expect(price).toBeLessThanOrEqual(base * 3);
    }),
  );
});

it.each([
  ["us-east-1", "eksControlPlaneHour", 0.1],
  ["me-central-1", "eksExtendedSupportHour", 0.6],
  ["us-east-1", "natGatewayHour", 0.045],
  ["eu-central-1", "natGatewayGb", 0.052],
  ["eu-west-1", "gp3GbMonth", 0.088],
  ["eu-central-1", "kmsKeyMonth", 1],
] as const)("has the price of %s %s: %d", (region, key, usd) => {
  expect(servicePrice(region, key)).toMatchObject({ usd, exact: true });
});

it.each([
  ["eu-west-3", "natGatewayHour", 0.052],
  ["ca-central-1", "logsIngestedGb", 0.5],
  ["ap-northeast-2", "interfaceEndpointHour", 0.014],
  ["ap-south-1", "gp3GbMonth", 0.096],
  ["ap-south-1", "logsStoredGbMonth", 0.03],
] as const)("takes for %s %s the nearest region's: %d", (region, key, usd) => {
  expect(servicePrice(region, key)).toMatchObject({ usd, exact: false });
});

it("names the source of each figure, with its date", () => {
  for (const key of serviceKeys) {
    for (const region of ["us-east-1", "eu-central-1", "eu-west-1"]) {
      const price = servicePrice(region, key);
      expect(price.exact).toBe(true);
      expect(price.source).toMatch(/\b202\d/);
      expect(price.usd).toBeGreaterThan(0);
    }
  }
});

it("counts a month as AWS does, and spot as a share of the list price", () => {
  expect(hoursPerMonth * 12).toBe(365 * 24);
  expect(spotFactor).toBeGreaterThan(0);
  expect(spotFactor).toBeLessThan(1);
});
