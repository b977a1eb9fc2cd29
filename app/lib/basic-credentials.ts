/** Of an `Authorization: Basic …` header. */
export interface BasicCredentials {
  user: string;
  /** All behind the first colon: RFC 7617 forbids colons in the user's name only. */
  password: string;
}

/** Is it HTTP Basic, whatever it holds? */
export function isBasic(authorization: string | undefined): authorization is string {
  return authorization !== undefined && /^basic(\s|$)/i.test(authorization);
}

/** @returns null when the header is not Basic, or holds no colon */
export function readBasic(authorization: string | undefined): BasicCredentials | null {
  if (!isBasic(authorization)) return null;
  const decoded = Buffer.from(authorization.slice("basic".length).trim(), "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon < 0 ? null : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** @returns the header that a client sends for them */
export function writeBasic({ user, password }: BasicCredentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}
