import type { ExclusionCosts } from "../parts/exclusions.ts";
import { askOnce } from "../process/child.ts";
import type { Figure, Row } from "../row.ts";

/** Each line of a resource with filters is asked by each of them, where others are only copied. */
export const exclusionsRow: Row = {
  name: "exclusions",
  about: "CPU of reading lines and building their rows, a byte: with exclusion filters and without",
  isOnRequest: true,
  async run() {
    const costs = await askOnce<ExclusionCosts>(new URL("../parts/exclusions.js", import.meta.url), "run", {});
    return costs.filters.map(
      ({ name, nsPerByte }): Figure => ({
        row: "exclusions",
        what: name,
        unit: "ns/byte",
        value: nsPerByte,
        reference: { what: "without a filter", value: costs.none },
      }),
    );
  },
};
