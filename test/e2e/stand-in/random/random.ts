import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Properties, StandIn, StandInResult } from "../stand-in";

const classes = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
};

/** How one type is imitated. */
interface RandomType {
  readonly secretOutputs?: readonly string[];
  create(inputs: Properties): StandInResult;
}

/** The types of `@pulumi/random`. */
const types: Readonly<Record<string, RandomType>> = {
  "random:index/randomPassword:RandomPassword": {
    secretOutputs: ["result", "bcryptHash"],
    // The hash only has the form of one: nothing can be checked against it.
    create: (inputs) => ({
      id: "none",
      outputs: { result: characters(inputs), bcryptHash: `$2a$10$${draw(classes.lower + classes.numeric, 53)}` },
    }),
  },
  "random:index/randomString:RandomString": {
    create: (inputs) => {
      const result = characters(inputs);
      return { id: result, outputs: { result } };
    },
  },
  "random:index/randomId:RandomId": {
    create: (inputs) => {
      const bytes = randomBytes(number(inputs, "byteLength", 8));
      const prefix = typeof inputs.prefix === "string" ? inputs.prefix : "";
      const hex = bytes.toString("hex");
      return {
        id: bytes.toString("base64url"),
        outputs: {
          b64Std: prefix + bytes.toString("base64"),
          b64Url: prefix + bytes.toString("base64url"),
          dec: prefix + BigInt(`0x${hex}`).toString(),
          hex: prefix + hex,
        },
      };
    },
  },
  "random:index/randomInteger:RandomInteger": {
    create: (inputs) => {
      const result = randomInt(number(inputs, "min", 0), number(inputs, "max", 100) + 1);
      return { id: String(result), outputs: { result } };
    },
  },
  "random:index/randomUuid:RandomUuid": {
    create: () => {
      const result = randomUUID();
      return { id: result, outputs: { result } };
    },
  },
};

/** A change of any argument makes a new value, as with the real provider. */
export const random: StandIn = {
  create: ({ type, inputs }) => imitationOf(type).create(inputs),
  replaceOn: () => "all",
  secretOutputs: (type) => imitationOf(type).secretOutputs ?? [],
};

function imitationOf(type: string): RandomType {
  const imitation = types[type];
  if (imitation === undefined) throw new Error(`the stand-in for random does not know ${type}: add it to its table`);
  return imitation;
}

/** As many characters as asked for, with at least so many of each class. */
function characters(inputs: Properties): string {
  const pools = {
    ...classes,
    special: typeof inputs.overrideSpecial === "string" ? inputs.overrideSpecial : classes.special,
  };
  const length = number(inputs, "length", 16);
  const wanted = [
    ...draw(pools.lower, number(inputs, "minLower", 0)),
    ...draw(pools.upper, number(inputs, "minUpper", 0)),
    ...draw(pools.numeric, number(inputs, "minNumeric", 0)),
    ...draw(pools.special, number(inputs, "minSpecial", 0)),
  ];
  const all = Object.entries(pools)
    .filter(([name]) => inputs[name] !== false)
    .map(([, pool]) => pool)
    .join("");
  const rest = [...draw(all, Math.max(0, length - wanted.length))];
  return shuffle([...wanted, ...rest]).join("");
}

function draw(pool: string, count: number): string {
  return Array.from({ length: count }, () => pool.charAt(randomInt(pool.length))).join("");
}

function shuffle(items: readonly string[]): string[] {
  return items
    .map((item) => ({ item, rank: randomInt(2 ** 32) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function number(inputs: Properties, key: string, fallback: number): number {
  const value = inputs[key];
  return typeof value === "number" ? value : fallback;
}
