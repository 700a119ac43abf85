export { checkCoreAddOns, CoreAddOns, type CoreAddOnsArgs, type CoreAddOnsSpec } from "./core-add-ons";
export { SharedFileSystem, type SharedFileSystemArgs, type SharedFileSystemTransform } from "./shared-file-system";
export { blockStorageClass, sharedStorageClass, snapshotClass, type BlockStorageSpec } from "./storage-classes";
