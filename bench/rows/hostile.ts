import type { HostileCost, HostileCosts } from "../parts/hostile.ts";
import { askOnce } from "../process/child.ts";
import type { Figure, Row } from "../row.ts";

/** A frame is paid by its bytes, so none should cost more than its bytes are worth. */
export const hostileRow: Row = {
  name: "hostile",
  about: "CPU of reading a frame and building its rows, a byte: frames made to cost, beside those of the corpus",
  async run() {
    const costs = await askOnce<HostileCosts>(new URL("../parts/hostile.js", import.meta.url), "run", {});
    const figure = ({ name, nsPerByte }: HostileCost): Figure => ({
      row: "hostile",
      what: name,
      unit: "ns/byte",
      value: nsPerByte,
      reference: { what: "the corpus' lines", value: costs.corpus },
    });
    return [
      ...costs.hostile.sort(dearestFirst).map((cost) => ({ ...figure(cost), target: { ratioAtMost: 1 } })),
      ...costs.dearLegal.sort(dearestFirst).map(figure),
    ];
  },
};

function dearestFirst(a: HostileCost, b: HostileCost): number {
  return b.nsPerByte - a.nsPerByte;
}
