import { SlipwayError } from "../components/core";

/** The error with which an action is refused; fails if it is not refused, or with anything else. */
export function refusalOf(action: () => unknown): SlipwayError {
  try {
    action();
  } catch (error) {
    if (error instanceof SlipwayError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

/** The same for an action that takes time. */
export async function laterRefusalOf(action: () => Promise<unknown>): Promise<SlipwayError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof SlipwayError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}
