import { bucketPrefix } from "../../components/core";

/** Of the name of a bucket, less the 26 digits that the provider adds. */
const longest = 63 - 26;

test.each([
  ["shop-dev", "shop-dev-backups-"],
  ["Shop_Dev", "shop-dev-backups-"],
])("a bucket of the cluster %s is called %s…", (cluster, prefix) => {
  expect(bucketPrefix(cluster, "backups")).toBe(prefix);
});

test("names of long clusters are cut, and stay apart", () => {
  const prefixOf = (last: string) => bucketPrefix(`${"long-".repeat(10)}${last}`, "access-logs");
  const [one, other] = [prefixOf("a"), prefixOf("b")];
  expect(one.length).toBeLessThanOrEqual(longest);
  expect(one).toMatch(/^[a-z0-9][a-z0-9-]*-$/);
  expect(one).not.toBe(other);
});
