import { readFileSync } from "node:fs";
import path from "node:path";
import { ExistingCluster } from "../../components/cluster";
import { inClusterClass } from "../../components/workloads";
import { inCluster, retailStore } from "../../examples/retail-store";
import { record } from "../../testing";
import { differences, factsOf, factsOfRelease, review, type ReleaseFacts, type Reviewed } from "./compare";

const release = JSON.parse(readFileSync(path.join(__dirname, "retail-store.facts.json"), "utf8")) as ReleaseFacts;
const reviewed: readonly Reviewed[] = [];
it("x", async () => {
  const { resources } = await record(() => {
    retailStore("retail-store", {
      cluster: new ExistingCluster("cluster"),
      stores: inCluster,
      exposure: "loadBalancer",
      claimClasses: [inClusterClass],
    });
  });
  const found = differences(factsOfRelease(release), factsOf(resources));
  console.log(Object.keys(factsOf(resources)).join());
  console.log(
    review(reviewed, found)
      .unknown.map((d) => `${d.at} | ${d.workload} | ${JSON.stringify(d.upstream)} | ${JSON.stringify(d.ours)}`)
      .sort()
      .join("\n"),
  );
});
