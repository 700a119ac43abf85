import { PolicyPack } from "@pulumi/policy";
import { awsRules } from "../aws-rules";
import { workloadRules } from "../workload-rules";
import { policies } from "./policies";

// The engine runs this file: it starts a server, and prints the port. Nothing else may import it.
new PolicyPack("slipway", { policies: policies([...workloadRules, ...awsRules]) });
