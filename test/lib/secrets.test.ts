import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecretBox, fingerprint, isEqualConstantTime, sha256Hex } from "../../app/lib/secrets.ts";

const key = () => randomBytes(32);

describe("a sealed secret", () => {
  it("opens to what was sealed, whatever the text and the purpose", () => {
    const box = createSecretBox([key()]);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (plaintext, purpose) => {
        expect(box.open(box.seal(plaintext, purpose), purpose)).toBe(plaintext);
      }),
    );
  });

  it("looks different every time and never shows the secret", () => {
    const box = createSecretBox([key()]);
    const [one, two] = [box.seal("a grant code", "p"), box.seal("a grant code", "p")];
    expect(one).not.toBe(two);
    expect(one).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]+$/);
    expect(Buffer.from(one.split(".")[2] ?? "", "base64url").toString("latin1")).not.toContain("a grant code");
  });

  it("does not open for another purpose: a value moved to another column is no value", () => {
    const box = createSecretBox([key()]);
    expect(() => box.open(box.seal("s", "credentials.access_token"), "resources.api_token")).toThrow();
  });

  it("does not open when any one bit was altered, cut off or added", () => {
    const box = createSecretBox([key()]);
    const [version, id, body = ""] = box.seal("secret", "p").split(".");
    const bytes = Buffer.from(body, "base64url");
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const altered = Buffer.from(bytes);
        altered[bit >> 3] = (altered[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(() => box.open(`${version}.${id}.${altered.toString("base64url")}`, "p")).toThrow();
      }),
    );
    for (const other of [bytes.subarray(0, -1), bytes.subarray(0, 20), Buffer.concat([bytes, Buffer.alloc(1)])])
      expect(() => box.open(`${version}.${id}.${other.toString("base64url")}`, "p")).toThrow();
  });

  it.each(["", "plain text", "v1..", "v2.00000000.AAAA", "v1.00000000.AAAA"])("is not %j", (envelope) => {
    expect(() => createSecretBox([key()]).open(envelope, "p")).toThrow();
  });

  it("survives a rotation: the old key still opens, the new one seals, and what is stale can be told", () => {
    const [oldKey, newKey] = [key(), key()];
    const sealed = createSecretBox([oldKey]).seal("s", "p");
    const rotated = createSecretBox([newKey, oldKey]);
    expect(rotated.open(sealed, "p")).toBe("s");
    expect(rotated.isStale(sealed)).toBe(true);
    const resealed = rotated.seal(rotated.open(sealed, "p"), "p");
    expect(rotated.isStale(resealed)).toBe(false);
    expect(createSecretBox([newKey]).open(resealed, "p")).toBe("s");
    expect(() => createSecretBox([newKey]).open(sealed, "p")).toThrow(/no key/);
  });

  it("cannot be made without a key", () => {
    expect(() => createSecretBox([])).toThrow();
  });
});

describe("comparing secrets", () => {
  it("says the same as ===, for any lengths", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(isEqualConstantTime(a, b)).toBe(a === b);
        expect(isEqualConstantTime(a, a)).toBe(true);
      }),
    );
  });
});

describe("what may be shown of a token", () => {
  it("is the start of its hash", () => {
    expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(fingerprint("abc")).toBe("ba7816bf8f01");
  });
});
