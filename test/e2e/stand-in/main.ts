import { main } from "@pulumi/pulumi/provider";
import { aws } from "./aws/aws";
import { eks } from "./eks/eks";
import { random } from "./random/random";
import { serve, type StandIn } from "./stand-in";

const standIns: Readonly<Record<string, StandIn>> = { aws, eks, random };

// The engine starts `pulumi-resource-<name> ADDRESS`, which starts this with the name before the address.
const [name = "", ...args] = process.argv.slice(2);
const standIn = standIns[name];
if (standIn === undefined) throw new Error(`there is no stand-in for a provider called "${name}"`);
void main(serve(name, standIn), args);
