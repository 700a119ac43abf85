import { writeFileSync } from "node:fs";
import path from "node:path";
import { jsonSchema } from "../stacks/config";

const file = path.resolve(__dirname, "..", "stacks", "config", "slipway.schema.json");
writeFileSync(file, `${JSON.stringify(jsonSchema(), null, 2)}\n`);
console.log(`wrote ${path.relative(process.cwd(), file)}`);
