/** Colours by what they say, the same in all dashboards; names of Grafana's palette, which is readable on light and dark. */
export const colours = {
  good: "green",
  attention: "orange",
  bad: "red",
  neutral: "blue",
  /** What is promised or set aside. */
  bound: "purple",
  /** What is of no weight. */
  faint: "text",
} as const;
export type Colour = (typeof colours)[keyof typeof colours];
