import type { RedactionCosts } from "../parts/redaction.ts";
import { askOnce } from "../process/child.ts";
import type { Figure, Row } from "../row.ts";

/** Of the texts made to be dear, the dearest few say enough. */
const HOSTILE_SHOWN = 5;

/** Masking runs at the door, on the thread that answers Logplex: who asks for it must not slow down who does not. */
export const redactionRow: Row = {
  name: "redaction",
  about: "CPU of masking values in a frame, a byte: by rule, and of texts made to be dear",
  isOnRequest: true, // forty figures of a second each
  async run() {
    const costs = await askOnce<RedactionCosts>(new URL("../parts/redaction.js", import.meta.url), "run", {});
    const figure = (what: string, value: number, reference: { what: string; value: number }): Figure => ({
      row: "redaction",
      what,
      unit: "ns/byte",
      value,
      reference,
    });
    const reading = { what: "reading the same lines", value: costs.reading };
    const all = costs.rules.at(-1)?.nsPerByte ?? 0;
    const dearest = [...costs.hostile].sort((a, b) => b.nsPerByte - a.nsPerByte).slice(0, HOSTILE_SHOWN);
    return [
      ...costs.rules.map(({ name, nsPerByte }) => figure(name, nsPerByte, reading)),
      ...dearest.map(({ name, nsPerByte }) =>
        figure(`all rules, ${name}`, nsPerByte, { what: "all rules, the corpus", value: all }),
      ),
    ];
  },
};
