/**
 * Tests of which each goes on from where the one before it ended: when one fails, those after it are told so and do not wait for
 * what cannot come. Called in `describe`; what it returns takes the place of `it`.
 */
export function steps(): (name: string, body: () => Promise<void>) => void {
  let broken: string | undefined;
  return (name, body) => {
    it(name, async () => {
      if (broken !== undefined) throw new Error(`not tried, because this failed before: ${broken}`);
      try {
        await body();
      } catch (error) {
        broken = name;
        throw error;
      }
    });
  };
}
