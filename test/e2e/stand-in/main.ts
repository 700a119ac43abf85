import { main } from "@pulumi/pulumi/provider";
import { random } from "./random/random";
import { standIn, type StandInTable } from "./stand-in";

const tables: Readonly<Record<string, StandInTable>> = { random };

// The engine starts `pulumi-resource-<name> ADDRESS`, which starts this with the name before the address.
const [name = "", ...args] = process.argv.slice(2);
const table = tables[name];
if (table === undefined) throw new Error(`there is no stand-in for a provider called "${name}"`);
void main(standIn(name, table), args);
