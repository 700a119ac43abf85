export { jsonSchema } from "./json-schema";
export { loadConfig, readConfigFile } from "./load";
export type { ApplicationConfig, ClusterConfig, ShopConfig, StackConfig } from "./schema";
export { environments } from "./stack-file";
