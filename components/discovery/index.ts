export { checkRegisteredServices, registeredName } from "./cloud-map/registered-services";
export type { ConsulSpec, SecretKeySpec } from "./consul/consul-registry";
export { EtcdRegistry, type EtcdRegistryArgs } from "./etcd/etcd-registry";
export type { EtcdBackupSpec, EtcdSpec } from "./etcd/etcd-spec";
export { EurekaRegistry, type EurekaRegistryArgs } from "./eureka/eureka-registry";
export type { EurekaSpec } from "./eureka/eureka-spec";
export {
  checkRegistries,
  registryClasses,
  registryNames,
  type RegistriesSpec,
  type RegistryName,
} from "./registry-classes";
