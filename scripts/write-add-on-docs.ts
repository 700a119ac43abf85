import { currentPage } from "./add-on-docs/page";
import { keepPage } from "./generated-blocks";

/** Writes the generated blocks of docs/addons.md; with `--check` only says whether they are current. */
void keepPage("addons.md", currentPage, "npm run docs:add-ons");
