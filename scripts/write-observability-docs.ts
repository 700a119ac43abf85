import { keepPage } from "./generated-blocks";
import { currentObservabilityPage } from "./observability-docs/page";

/** Writes the generated blocks of docs/observability.md; with `--check` only says whether they are current. */
void keepPage("observability.md", currentObservabilityPage, "npm run docs:observability");
