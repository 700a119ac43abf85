import { loadConfig } from "./stacks/config";
import { main } from "./stacks/main";

/** The program. The engine calls what is exported here, and takes what it returns as the outputs of the stack. */
export = () => main(loadConfig());
