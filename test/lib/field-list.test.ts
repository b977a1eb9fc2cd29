import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FieldList } from "../../app/lib/field-list.ts";

const MESSAGE = "status=200 path=/orders status=503 fwd=é";

/** Names from a few, so that they repeat; values from the message, by place, or texts of their own. */
const fields = fc.array(
  fc.record({
    name: fc.constantFrom("status", "path", "fwd", "7", "__proto__"),
    value: fc.oneof(
      fc
        .tuple(fc.nat(MESSAGE.length), fc.nat(MESSAGE.length))
        .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
      fc.string({ maxLength: 5 }),
    ),
  }),
);

function listOf(wanted: readonly { name: string; value: string | readonly [number, number] }[]): FieldList {
  const list = new FieldList(MESSAGE);
  for (const { name, value } of wanted) {
    if (typeof value === "string") list.add(name, value);
    else list.addPart(name, MESSAGE, ...value);
  }
  return list;
}

describe("withoutRepeats", () => {
  it("says the same, with each name once", () => {
    fc.assert(
      fc.property(fields, (wanted) => {
        const list = listOf(wanted);
        const once = list.withoutRepeats();
        expect(once.toRecord()).toEqual(list.toRecord());
        expect(once.names).toEqual([...new Set(list.names)]);
      }),
    );
  });

  it("keeps places as places, and only the texts that still count", () => {
    const once = listOf([
      { name: "status", value: [7, 10] },
      { name: "path", value: "own" },
      { name: "path", value: [16, 23] },
      { name: "status", value: [31, 34] },
    ]).withoutRepeats();
    expect(once.texts).toEqual([]);
    expect(once.starts).toEqual([31, 16]);
    expect(once.valueAt(0)).toBe("503");
  });
});
