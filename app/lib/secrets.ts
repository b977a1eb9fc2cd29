import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Encrypts small secrets at rest (tokens, grant codes): AES-256-GCM in a text envelope that names its key,
 * `v1.<key id>.<base64url of nonce + tag + ciphertext>`. The first key encrypts, every key decrypts, so a rotation is
 * "put the new key first, re-encrypt, drop the old one".
 */
export interface SecretBox {
  /** @param purpose bound to the ciphertext (AAD), so an envelope moved to another column does not open. */
  seal(plaintext: string, purpose: string): string;
  /** @throws Error when the key is unknown, the purpose differs or the bytes were altered. Never returns garbage. */
  open(envelope: string, purpose: string): string;
  /** True when `open` works but a newer key should have sealed it. */
  isStale(envelope: string): boolean;
}

const NONCE_BYTES = 12; // what GCM is specified for
const TAG_BYTES = 16;

/** @param keys 32 bytes each, newest first, at least one. */
export function createSecretBox(keys: readonly Buffer[]): SecretBox {
  const byId = new Map(keys.map((key) => [keyId(key), key]));
  const [current] = keys;
  if (!current) throw new Error("a secret box needs at least one key");
  const currentId = keyId(current);
  return {
    seal(plaintext, purpose) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", current, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
      return `v1.${currentId}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url")}`;
    },
    open(envelope, purpose) {
      const { id, bytes } = readEnvelope(envelope);
      const key = byId.get(id);
      if (!key) throw new Error(`no key ${id} in ENCRYPTION_KEYS`);
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
        "utf8",
      );
    },
    isStale: (envelope) => readEnvelope(envelope).id !== currentId,
  };
}

/** A key's public name: 8 hex digits of its hash, so an envelope says which key it needs without revealing it. */
function keyId(key: Buffer): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 8);
}

function readEnvelope(envelope: string): { id: string; bytes: Buffer } {
  const [version, id, body] = envelope.split(".");
  if (version !== "v1" || !id || !body) throw new Error("not a v1 secret envelope");
  const bytes = Buffer.from(body, "base64url");
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error("secret envelope is cut short");
  return { id, bytes };
}

/** SHA-256 in hex: the look-up key of a token that is itself stored encrypted or not at all. */
export function sha256Hex(value: string | Uint8Array): string {
  return createHash("sha256").update(value).digest("hex");
}

/** What may be logged and shown of a token: enough to compare two, useless to forge one. */
export function fingerprint(token: string): string {
  return sha256Hex(token).slice(0, 12);
}

/** Compares without telling by its timing how much matched, lengths included. */
export function isEqualConstantTime(a: string, b: string): boolean {
  const hash = (value: string) => createHash("sha256").update(value).digest();
  return timingSafeEqual(hash(a), hash(b));
}
