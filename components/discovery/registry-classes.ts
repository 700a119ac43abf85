import { refuse, under, type Problem } from "../core";
import { headlessName, type ClaimClass } from "../workloads";
import { checkCloudMap, cloudMapHandle } from "./cloud-map/cloud-map-registry";
import {
  checkConsul,
  checkConsulSpec,
  consulHandle,
  consulValueNames,
  type ConsulSpec,
} from "./consul/consul-registry";
import { backupNeedsEks, checkEtcdClaim, checkEtcdSpec } from "./etcd/etcd-check";
import { EtcdRegistry } from "./etcd/etcd-registry";
import type { EtcdSpec } from "./etcd/etcd-spec";
import { EurekaRegistry, eurekaValues } from "./eureka/eureka-registry";
import { checkEurekaSpec, type EurekaSpec } from "./eureka/eureka-spec";
import { checkAdmitted, checkKeepsNothing, checkNamed, registryArgs } from "./registry-claim";

export const registryNames = ["etcd", "consul", "eureka", "cloudMap"] as const;
/** A registry of services, by the name of the class of claims that it is. */
export type RegistryName = (typeof registryNames)[number];

/** The registries of an environment: what claims of the kind `registry` are met by. */
export interface RegistriesSpec {
  /** Class of claims that name none. Default: `etcd`. */
  readonly default?: RegistryName | undefined;
  /** Default: three members, without a backup, which is refused in production. */
  readonly etcd?: EtcdSpec | undefined;
  /** Default: the one that the platform has, without token and certificate. */
  readonly consul?: ConsulSpec | undefined;
  /** Default: there is none, as an image must be named. */
  readonly eureka?: EurekaSpec | undefined;
}

/**
 * The classes of claims of the kind `registry`, that of claims that name none first.
 * @throws SlipwayError if an option is wrong
 */
export function registryClasses(spec: RegistriesSpec = {}): ClaimClass[] {
  refuse("the registries", checkRegistries(spec), "no class of claims was made");
  const { etcd = {}, consul = {}, eureka } = spec;
  const classes = [
    etcdClass(etcd),
    consulClass(consul),
    ...(eureka === undefined ? [] : [eurekaClass(eureka)]),
    cloudMapClass,
  ];
  const isFirst = ({ name }: ClaimClass): boolean => name === (spec.default ?? "etcd");
  return [...classes.filter(isFirst), ...classes.filter((one) => !isFirst(one))];
}

/**
 * What is wrong with the registries of an environment. Paths are relative to them.
 * @param target of the cluster; undefined where it is not known, and then not checked
 */
export function checkRegistries(spec: RegistriesSpec, target?: "eks" | "existing"): Problem[] {
  const { etcd, consul, eureka } = spec;
  const hasBackup = etcd?.backup !== undefined && etcd.backup !== false;
  return [
    ...(spec.default === "eureka" && eureka === undefined
      ? [
          {
            path: ["default"],
            message: "claims are to be met by Eureka, of which no image is named",
            found: "eureka",
            fix: "add eureka: { image: … }, with an image of your own",
          },
        ]
      : []),
    ...(etcd === undefined ? [] : under(["etcd"], checkEtcdSpec(etcd))),
    ...(hasBackup && target === "existing" ? under(["etcd"], [backupNeedsEks]) : []),
    ...(consul === undefined ? [] : under(["consul"], checkConsulSpec(consul))),
    ...(eureka === undefined ? [] : under(["eureka"], checkEurekaSpec(eureka))),
  ];
}

// Of none is it said that it is for development, or claims would pass over the one that the environment names for another one.
const kinds = ["registry"] as const;

function etcdClass(spec: EtcdSpec): ClaimClass {
  return {
    name: "etcd",
    kinds,
    isDevelopment: false,
    check: (claim, context) => checkEtcdClaim(claim, context, spec),
    valueNames: () => [
      ...["host", "port", "address", "url", "endpoints"],
      ...["caCertificate", "certificate", "privateKey", "tlsSecret"],
    ],
    serviceNames: (objectName) => [objectName, headlessName(objectName)],
    provision: (name, args, opts) => new EtcdRegistry(name, { ...registryArgs(name, args), spec }, opts).handle,
  };
}

function eurekaClass(spec: EurekaSpec): ClaimClass {
  return {
    name: "eureka",
    kinds,
    isDevelopment: false,
    check: (claim, context) => [
      ...(context.isProduction === true && spec.replicas === 1 ? checkNamed("eureka", "one server", claim) : []),
      ...checkKeepsNothing("eureka", claim),
      ...checkAdmitted("eureka", [spec.image], context),
    ],
    valueNames: () => Object.keys(eurekaValues("eureka", spec)),
    serviceNames: (objectName) => [objectName, headlessName(objectName)],
    provision: (name, args, opts) => new EurekaRegistry(name, { ...registryArgs(name, args), spec }, opts).handle,
  };
}

function consulClass(spec: ConsulSpec): ClaimClass {
  return {
    name: "consul",
    kinds,
    isDevelopment: false,
    check: (claim, context) => [...checkKeepsNothing("consul", claim), ...checkConsul(context)],
    valueNames: () => consulValueNames(spec),
    provision: (name, { capabilities }) => {
      if (capabilities?.consul === undefined) throw new Error(`the class of the claim ${name} was not checked`);
      return consulHandle(capabilities.consul, spec);
    },
  };
}

const cloudMapClass: ClaimClass = {
  name: "cloudMap",
  kinds,
  isDevelopment: false,
  check: (claim, context) => [...checkKeepsNothing("cloudMap", claim), ...checkCloudMap(context)],
  valueNames: () => ["namespace"],
  provision: (name, { capabilities }) => {
    if (capabilities?.cloudMap === undefined) throw new Error(`the class of the claim ${name} was not checked`);
    return cloudMapHandle(capabilities.cloudMap);
  },
};
