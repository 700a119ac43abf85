import type { types } from "@pulumi/kubernetes";
import { under, type Problem } from "../../core";
import { referencedKeys, referencedName, type OwnContent } from "./content";
import { checkContentFiles, checkRelativePath, contentOf, octal, pathsOf, type ContentFiles } from "./content-files";
import { checkFileField } from "./pod-fields";
import type { Projection, ServiceAccountTokenSpec } from "./volume-spec";

type VolumeProjection = types.input.core.v1.VolumeProjection;

/** The Kubernetes form of one part of a projected volume. */
export function projectionSource(projection: Projection, own: OwnContent): VolumeProjection {
  if ("token" in projection) return { serviceAccountToken: tokenSource(projection.token) };
  if ("fields" in projection) {
    const items = Object.entries(projection.fields).map(([path, fieldPath]) => ({ path, fieldRef: { fieldPath } }));
    return { downwardAPI: { items } };
  }
  const [field, reference] = contentOf(projection);
  const object = { name: referencedName(own, reference), ...projectedFiles(projection, own) };
  return field === "config" ? { configMap: object } : { secret: object };
}

/** Paths of the files of one part; undefined where they are not known. */
export function filesOfProjection(projection: Projection, own: OwnContent): readonly string[] | undefined {
  if ("token" in projection) return [projection.token.path];
  if ("fields" in projection) return Object.keys(projection.fields);
  return pathsOf(projection, own);
}

/** What is wrong with a projected volume. Paths are relative to the volume. */
export function checkProjected(projections: readonly Projection[], own: OwnContent): Problem[] {
  const taken = new Map<string, number>();
  return projections.length === 0
    ? [{ path: ["projected"], message: "a projected volume without a source", found: "[]", fix: "add one" }]
    : projections.flatMap((projection, index) =>
        under(
          ["projected", index],
          [...checkProjection(projection, own), ...checkTwinFiles(filesOfProjection(projection, own), index, taken)],
        ),
      );
}

/** A projection has no permissions of its own, but each of its files has. */
function projectedFiles(content: ContentFiles, own: OwnContent) {
  const { mode, optional } = content;
  const keys = mode === undefined ? undefined : referencedKeys(own, ...contentOf(content));
  const items = content.items ?? (keys === undefined ? undefined : Object.fromEntries(keys.map((key) => [key, key])));
  return {
    ...(items === undefined
      ? {}
      : {
          items: Object.entries(items).map(([key, path]) => ({
            key,
            path,
            ...(mode === undefined ? {} : { mode: octal(mode) }),
          })),
        }),
    ...(optional === true ? { optional } : {}),
  };
}

function tokenSource({ path, audience, expirationSeconds }: ServiceAccountTokenSpec) {
  return { path, audience, ...(expirationSeconds === undefined ? {} : { expirationSeconds }) };
}

function checkTwinFiles(list: readonly string[] = [], index: number, taken: Map<string, number>): Problem[] {
  return list.flatMap((file) => {
    const other = taken.get(file);
    taken.set(file, index);
    if (other === undefined) return [];
    return [
      {
        path: [],
        message: "two files of one projected volume have one path",
        found: `${file} is also of projected[${other}]`,
        fix: "give one of them another path, for a key of a config map or a secret by items",
      },
    ];
  });
}

function checkProjection(projection: Projection, own: OwnContent): Problem[] {
  if ("token" in projection) return under(["token"], checkToken(projection.token));
  if ("fields" in projection) return checkFields(projection.fields);
  const [, reference] = contentOf(projection);
  const isUnclear = projection.mode !== undefined && projection.items === undefined && typeof reference !== "string";
  return [
    ...checkContentFiles(projection, own),
    ...(isUnclear
      ? [
          {
            path: ["mode"],
            message: "in a projected volume permissions are those of single files, and which there are is not known",
            fix: "name the keys under items",
          },
        ]
      : []),
  ];
}

/** Source of the bounds: `validateProjectionSources` of Kubernetes 1.36. */
function checkToken({ path, audience, expirationSeconds }: ServiceAccountTokenSpec): Problem[] {
  const isTime = expirationSeconds === undefined || Number.isInteger(expirationSeconds);
  const isLong = expirationSeconds === undefined || (expirationSeconds >= 600 && expirationSeconds <= 2 ** 32);
  return [
    ...checkRelativePath(["path"], path),
    ...(audience === ""
      ? [
          {
            path: ["audience"],
            message: "a token without an audience is one for the Kubernetes API",
            found: '""',
            fix: "name who it is for, or set serviceAccountToken",
          },
        ]
      : []),
    ...(isTime && isLong
      ? []
      : [
          {
            path: ["expirationSeconds"],
            message: "Kubernetes gives no token for this time",
            found: String(expirationSeconds),
            allowed: "a whole number from 600 to 4294967296",
            fix: "write 600 or more, or leave it out for 3600",
          },
        ]),
  ];
}

function checkFields(fields: Readonly<Record<string, string>>): Problem[] {
  return Object.entries(fields).flatMap(([file, field]) => [
    ...checkRelativePath(["fields", file], file),
    ...checkFileField(["fields", file], field),
  ]);
}
