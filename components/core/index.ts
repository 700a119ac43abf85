export * from "./catalogue";
export * from "./component";
export * from "./errors";
export * from "./labels";
export * from "./log-retention";
export * from "./names";
export * from "./tags";
export * from "./transform";
