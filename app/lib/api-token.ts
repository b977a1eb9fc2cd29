import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

/** `dt_` and eight characters tell tokens apart in a list and reveal nothing that helps to guess the rest. */
const PREFIX_CHARS = 11;
/** 32 bytes in base64url. */
const SECRET = /^dt_[\w-]{43}$/;
const CHECKED = /^(dt_[\w-]{43})([0-9a-z]{7})$/;

/** `dt_`, 32 random bytes, and their checksum: a scanner of leaked secrets, and we, tell a token from a look-alike. */
export function newCheckedToken(): string {
  const secret = `dt_${randomBytes(32).toString("base64url")}`;
  return secret + checksumOf(secret);
}

/** Whether a text can be a token at all. The one that provisioning makes has no checksum. */
export function isTokenShaped(text: string): boolean {
  if (SECRET.test(text)) return true;
  const [, secret, checksum] = CHECKED.exec(text) ?? [];
  return secret !== undefined && checksum === checksumOf(secret);
}

export function tokenPrefix(token: string): string {
  return token.slice(0, PREFIX_CHARS);
}

/** CRC-32 in base 36, seven digits. */
function checksumOf(secret: string): string {
  return crc32(secret).toString(36).padStart(7, "0");
}
