import { keepPage } from "./generated-blocks";
import { currentTrafficPage } from "./traffic-docs/page";

/** Writes the generated blocks of docs/traffic.md; with `--check` only says whether they are current. */
void keepPage("traffic.md", currentTrafficPage, "npm run docs:traffic");
