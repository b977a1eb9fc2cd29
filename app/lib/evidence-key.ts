import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign } from "node:crypto";

/** Signs evidence, so that who has the public key can tell that it came from this service and was not altered since. */
export interface EvidenceKey {
  /** 16 hex digits of the SHA-256 of the public key's DER: which key a signature is of. */
  id: string;
  /** SPKI in PEM, as `openssl pkeyutl -pubin` takes it. */
  publicKeyPem: string;
  /** Ed25519, 64 bytes. */
  sign(bytes: Uint8Array): Buffer;
}

/** RFC 8410: PKCS #8 of an Ed25519 key, up to its 32 bytes. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * Derives a signing key from an encryption key by HKDF-SHA256. Nothing more to configure, to keep and to lose; the
 * derived key says nothing about the one it comes from.
 *
 * @param secret 32 bytes, one of ENCRYPTION_KEYS
 */
export function evidenceKeyOf(secret: Buffer): EvidenceKey {
  const seed = Buffer.from(hkdfSync("sha256", secret, Buffer.alloc(0), "draintrail evidence signature v1", 32));
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: "der", type: "pkcs8" });
  const publicKey: KeyObject = createPublicKey(privateKey);
  const der = publicKey.export({ format: "der", type: "spki" });
  return {
    id: createHash("sha256").update(der).digest("hex").slice(0, 16),
    publicKeyPem: publicKey.export({ format: "pem", type: "spki" }).toString(),
    sign: (bytes) => sign(null, bytes, privateKey),
  };
}
