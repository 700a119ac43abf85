// Names only: which zones an account has in a region is not known without asking AWS.
import * as aws from "@pulumi/aws";
import { checkRegion, checkZones, dnsSuffixOf, partitionOf, regions } from "../../components/network";

test("the table has the regions that the provider knows, but for the isolated ones", () => {
  const isolated = /^(us|eu)-iso/;
  expect(Object.keys(regions)).toEqual(
    Object.values(aws.Region)
      .filter((region) => !isolated.test(region))
      .sort(),
  );
});

test.each([
  ["eu-central-1", "aws", "amazonaws.com"],
  ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
  ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
  ["eusc-de-east-1", "aws-eusc", "amazonaws.eu"],
])("%s is in %s", (region, partition, suffix) => {
  expect([partitionOf(region), dnsSuffixOf(region)]).toEqual([partition, suffix]);
});

test("the partition of a region that does not exist is an error", () => {
  expect(() => partitionOf("eu-middle-1")).toThrow(new RangeError("eu-middle-1 is not a known AWS region"));
  expect(() => partitionOf("toString")).toThrow(RangeError);
});

describe("a region", () => {
  test("that exists has no problem", () => {
    expect(checkRegion("eu-central-1")).toEqual([]);
  });

  test("that is misspelt is corrected", () => {
    expect(checkRegion("eu-centrl-1")).toEqual([
      {
        path: ["region"],
        message: "there is no such AWS region",
        found: "eu-centrl-1",
        allowed: Object.keys(regions).join(", "),
        fix: "did you mean eu-central-1?",
      },
    ]);
  });

  test("that is like none is not guessed at", () => {
    expect(checkRegion("frankfurt", ["slipway:aws", "region"])[0]).toMatchObject({
      path: ["slipway:aws", "region"],
      fix: "write one of these regions",
    });
    expect(checkRegion("")[0]).toMatchObject({ found: '""', fix: "write one of these regions" });
  });

  test("that is a zone is cut to its region", () => {
    expect(checkRegion("eu-central-1a")).toEqual([
      {
        path: ["region"],
        message: "this is an availability zone, not a region",
        found: "eu-central-1a",
        allowed: "the name of a region, without the letter of a zone",
        fix: "write eu-central-1",
      },
    ]);
  });
});

describe("zones", () => {
  test("of the region have no problem, whatever their letters", () => {
    expect(checkZones("ap-northeast-1", ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"])).toEqual([]);
  });

  test("are at least one", () => {
    expect(checkZones("eu-central-1", [])).toEqual([
      {
        path: ["zones"],
        message: "a network needs at least one zone",
        found: "none",
        allowed: "1 to 4 zones",
        fix: "name the zones; EKS needs two, production three",
      },
    ]);
  });

  test("of another region are told with both ways out", () => {
    expect(checkZones("eu-central-1", ["eu-central-1a", "eu-west-1b"])).toEqual([
      {
        path: ["zones", 1],
        message: "this zone is in another region than eu-central-1",
        found: "eu-west-1b",
        allowed: "eu-central-1 and one letter, such as eu-central-1a",
        fix: "write eu-central-1b, or change the region to eu-west-1",
      },
    ]);
  });

  test("named twice are told once", () => {
    expect(checkZones("eu-central-1", ["eu-central-1a", "eu-central-1b", "eu-central-1a"])).toEqual([
      {
        path: ["zones", 2],
        message: "this zone is named twice",
        found: "eu-central-1a",
        fix: "remove it, or name another zone",
      },
    ]);
  });

  test.each([
    ["euc1-az1", "this is the ID of a zone, not its name"],
    ["a", "this is not the name of an availability zone"],
    ["eu-central-1", "this is not the name of an availability zone"],
    ["us-west-2-lax-1a", "this is not the name of an availability zone"],
  ])("%s is malformed", (zone, message) => {
    expect(checkZones("eu-central-1", [zone])).toEqual([
      {
        path: ["zones", 0],
        message,
        found: zone,
        allowed: "eu-central-1 and one letter, such as eu-central-1a",
        fix: "write the name of an availability zone, as `aws ec2 describe-availability-zones` lists them",
      },
    ]);
  });

  test("are not blamed for a misspelt region", () => {
    expect(checkZones("eu-centrl-1", ["eu-central-1a", "eu-central-1b"])).toEqual([]);
  });
});
