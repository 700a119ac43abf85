/** That a workload says where it is to run, also where nobody has looked at the types. */
import { ExistingCluster, type ClusterHandle } from "../../components/cluster";
import { Worker, type NamespaceRef } from "../../components/workloads";
import { record } from "../../testing";

const image = "registry.example.com/mailer:2.0.1";

async function refusalOf(place: { cluster?: ClusterHandle; namespace?: NamespaceRef }): Promise<string> {
  let message = "";
  await record(() => {
    try {
      // What a program without type checks does: `team.namespaces.shop` of a map is undefined.
      new Worker("mailer", { image, ...place } as ConstructorParameters<typeof Worker>[1]);
    } catch (error) {
      message = (error as Error).message;
    }
  });
  return message;
}

it("is refused without a namespace, which would be the one that is named default", async () => {
  let cluster: ExistingCluster | undefined;
  await record(() => {
    cluster = new ExistingCluster("cluster");
  });
  const message = await refusalOf(cluster === undefined ? {} : { cluster });
  expect(message).toBe(`Worker mailer: 1 problem, nothing of it was registered.

1. namespace
   problem: this is missing
   found:   undefined
   fix:     pass a Namespace, or the name of a namespace`);
});

it("is refused without a cluster, by a message and not by a slip of the program", async () => {
  expect(await refusalOf({ namespace: "" })).toContain("1. cluster\n   problem: this is missing");
  expect(await refusalOf({ namespace: "" })).toContain(
    "2. namespace\n   problem: this is missing\n   found:   an empty text",
  );
});
