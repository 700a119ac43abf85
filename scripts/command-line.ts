import { SlipwayError } from "../components/core";

/** Arguments that are the user's to mend. */
export class UsageError extends Error {}

/** A program of this project that is run from the command line. */
export interface CommandLine {
  readonly usage: string;
  /** The errors, besides wrong arguments and configurations, whose message is for the user. */
  readonly expected: new (...args: never[]) => Error;
  /** @returns the exit status */
  readonly run: () => Promise<number>;
}

/**
 * Runs a program and prints what ends it early.
 * @returns its exit status; 2 for wrong arguments or a wrong configuration, 1 for an error
 */
export async function runCommandLine({ usage, expected, run }: CommandLine): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof SlipwayError) {
      console.error(error.message);
      return 2;
    }
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${usage}`);
      return 2;
    }
    if (error instanceof expected) {
      console.error(error.message);
      return 1;
    }
    console.error(error);
    console.error("This is a mistake in the program. SLIPWAY_TRACE=1 shows where.");
    return 1;
  }
}

/** What an argument parser returns, its complaint being the user's to mend. */
export function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
