/**
 * What real applications ask for and a Deployment with a port and a number of replicas cannot say: each is said by a small program, and
 * is in the objects that it renders. That an API server takes the objects and keeps all of their fields is shown by
 * test/e2e/requirements.e2e.ts, from the same programs; that it then happens is shown only where real pods run.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { requirements } from "./requirements";
import { password } from "./requirements/27-secrets";
import { findObject, renderRequirement, valueAt } from "./requirements/rendered";

it("has a program for each of the 27, in files of their numbers", () => {
  const numbers = Array.from({ length: 27 }, (_, index) => index + 1);
  expect(requirements.map(({ number }) => number)).toEqual(numbers);
  const files = readdirSync(path.join(__dirname, "requirements")).flatMap((file) => /^(\d\d)-/.exec(file)?.[1] ?? []);
  expect(files.map(Number).sort((one, other) => one - other)).toEqual(numbers);
});

describe.each(requirements.map((requirement) => [requirement.number, requirement.asks, requirement] as const))(
  "requirement %i: %s",
  (_number, _asks, requirement) => {
    it("is in the objects", async () => {
      const { manifests } = await renderRequirement(requirement);
      expect(requirement.facts.length).toBeGreaterThan(0);
      const found = requirement.facts.map(({ object, path: place }) => ({
        object,
        place,
        value: valueAt(findObject(manifests, object), place),
      }));
      expect(found).toEqual(requirement.facts.map(({ object, path: place, value }) => ({ object, place, value })));
      if (requirement.objects === undefined) return;
      expect(manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort()).toEqual(requirement.objects);
    });
  },
);

function numbered(number: number): (typeof requirements)[number] {
  const requirement = requirements.find((one) => one.number === number);
  if (requirement === undefined) throw new Error(`there is no requirement ${number}`);
  return requirement;
}

it("makes the identity of requirement 17 at EKS, for this service account alone", async () => {
  const { resources } = await renderRequirement(numbered(17));
  const associations = resources.filter(({ type }) => type === "aws:eks/podIdentityAssociation:PodIdentityAssociation");
  expect(associations.map(({ inputs }) => [inputs.namespace, inputs.serviceAccount])).toContainEqual([
    "cloud-identity",
    "pictures",
  ]);
  const documents = resources.flatMap(({ inputs }) => (typeof inputs.policy === "string" ? [inputs.policy] : []));
  expect(documents.filter((text) => text.includes("shop-pictures"))).toHaveLength(1);
});

it("shows the password of requirement 27 nowhere", async () => {
  const { resources } = await renderRequirement(numbered(27));
  const Secret = resources.find(({ type }) => type === "kubernetes:core/v1:Secret");
  expect(Secret?.inputs.stringData).toEqual({ secret: true });
  expect(JSON.stringify(resources)).not.toContain(password);
});
