import { closeNode } from "./jest-setup";

export default async function teardown(): Promise<void> {
  await closeNode();
}
