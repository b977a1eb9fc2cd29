import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { storableJson, storableText } from "../../../app/stores/postgres/storable.ts";

const anyText = fc.string({ unit: fc.constantFrom("\0", "\ud83d", "\ude00", "\\", "u0000", "ud83d", '"', "a", "é") });
const clean = (text: string) => Buffer.from(text).toString().replaceAll("\0", "\ufffd");

describe("what is stored of a text from outside", () => {
  it("is the text, with U+FFFD for each NUL and each half of a surrogate pair", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(storableText(text)).toBe(clean(text));
      }),
    );
    expect(storableText(null)).toBeNull();
  });

  it("is the same in JSON, in names as in values, and all else is left as it was", () => {
    fc.assert(
      fc.property(anyText, anyText, (name, value) => {
        expect(JSON.parse(storableJson({ [name]: [value, 1, null] }))).toEqual({
          [clean(name)]: [clean(value), 1, null],
        });
      }),
    );
  });
});
