import { cpSync } from "node:fs";
import path from "node:path";
import { openTestBed, skipTests } from "../test-bed";
import { builtPrograms, prepareNode } from "../toolchain";
import { RealNode, whatANodeLacks } from "./real-node";
import { imageUser, serverImage } from "./workbench";

/** Ends the node and the control plane that the setup started. */
export let closeNode: () => Promise<void> = () => Promise.resolve();

const say = (line: string): void => void process.stdout.write(`\n${line}`);

export default async function setup(): Promise<void> {
  const lacks = await whatANodeLacks();
  if (lacks !== undefined) {
    process.stdout.write(`\nSKIPPED, all of it: ${lacks}\n`);
    skipTests(lacks);
    return;
  }
  await prepareNode(say);
  const bed = await openTestBed(say);
  const node = new RealNode(path.join(bed.folder, "node"), bed.toolchain.kubectl, bed.plane.kubeconfig);
  // Before the test bed, whose folder holds the node's mounts, is removed at the end of a process that was interrupted.
  process.prependOnceListener("exit", () => {
    node.stopNow();
  });
  closeNode = async () => {
    await node.stop();
    const { PODS_LOGS } = process.env;
    if (PODS_LOGS !== undefined) cpSync(path.join(node.folder, "logs"), PODS_LOGS, { recursive: true });
    await bed.close();
  };
  try {
    say(await node.start());
    await node.addImage(serverImage, path.join(builtPrograms, "pod-server"), imageUser);
    // No pod may land on a node that only pretends to run it.
    await bed.plane.kubectl(["cordon", "--selector=type=kwok"]);
  } catch (error) {
    await closeNode();
    throw error;
  }
  process.stdout.write("\n\n");
}
