import { openTestBed, skipTests } from "./test-bed";
import { whatIsMissing } from "./toolchain";

/** Ends the test bed that the setup opened. */
export let closeTestBed: () => Promise<void> = () => Promise.resolve();

export default async function setup(): Promise<void> {
  const missing = await whatIsMissing();
  if (missing !== undefined) {
    process.stdout.write(`\nSKIPPED, all of it: ${missing}\n`);
    skipTests(missing);
    return;
  }
  const bed = await openTestBed((line) => process.stdout.write(`\n${line}`));
  process.stdout.write("\n\n");
  closeTestBed = bed.close;
}
