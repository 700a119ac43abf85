// A program with a component that forgets `registerOutputs`. Jest fails a test for a promise that nobody waits for
// before the recorder can tell of it, so component.test.ts runs this file in a process of its own.
import { SlipwayComponent } from "../../components/core";
import { record } from "../../testing";

class Forgetful extends SlipwayComponent {
  constructor(name: string) {
    super("Forgetful", name);
  }
}

record(() => {
  new Forgetful("shop");
}).then(
  () => {
    console.log("accepted");
  },
  (error: unknown) => {
    console.log(error instanceof Error ? error.message : error);
  },
);
