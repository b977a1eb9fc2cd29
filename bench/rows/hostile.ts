import type { HostileCost } from "../parts/hostile.ts";
import { askOnce } from "../process/child.ts";
import type { Figure, Row } from "../row.ts";

/** A frame is paid by its bytes, so none should cost more than its bytes are worth. */
export const hostileRow: Row = {
  name: "hostile",
  about: "CPU of reading a frame and building its rows, a byte: frames made to cost, beside those of the corpus",
  async run() {
    const costs = await askOnce<HostileCost[]>(new URL("../parts/hostile.js", import.meta.url), "run", {});
    const [legal, ...hostile] = costs as [HostileCost, ...HostileCost[]];
    return hostile
      .sort((a, b) => b.nsPerByte - a.nsPerByte)
      .map(
        ({ name, nsPerByte }): Figure => ({
          row: "hostile",
          what: name,
          unit: "ns/byte",
          value: nsPerByte,
          reference: { what: "the corpus' lines", value: legal.nsPerByte },
          target: { ratioAtMost: 1 },
        }),
      );
  },
};
