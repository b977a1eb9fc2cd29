import type { HostileCost, HostileCosts } from "../parts/hostile.ts";
import { askOnce } from "../process/child.ts";
import type { Figure, Row } from "../row.ts";

/** A frame is paid by its bytes, so none that is made to cost should cost more than the dearest that somebody sends in earnest. */
export const hostileRow: Row = {
  name: "hostile",
  about: "CPU of reading a frame and building its rows, a byte: frames made to cost, beside the dearest legal ones",
  async run() {
    const costs = await askOnce<HostileCosts>(new URL("../parts/hostile.js", import.meta.url), "run", {});
    const hostile = costs.hostile.sort(dearestFirst);
    const legal = costs.dearLegal.sort(dearestFirst);
    const beside = (what: string, value: number) => (cost: HostileCost) => ({
      ...figureOf(cost),
      reference: { what, value },
    });
    const besideCorpus = beside("the corpus' lines", costs.corpus);
    const dearestLegal = legal[0] as HostileCost;
    return [
      ...hostile
        .map(beside("the dearest legal ones", dearestLegal.nsPerByte))
        .map((figure) => ({ ...figure, target: { ratioAtMost: 1 } })),
      ...hostile.slice(0, 1).map(besideCorpus),
      ...legal.map(besideCorpus),
    ];
  },
};

function figureOf({ name, nsPerByte }: HostileCost): Figure {
  return { row: "hostile", what: name, unit: "ns/byte", value: nsPerByte };
}

function dearestFirst(a: HostileCost, b: HostileCost): number {
  return b.nsPerByte - a.nsPerByte;
}
