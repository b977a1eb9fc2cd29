import { callTrouble } from "../../clients/call-trouble.ts";
import { ObjectRefusedError } from "../../clients/put-object.ts";

/** What the codes of S3 mean for who set the bucket up. Source: Amazon S3 API Reference, "Error responses". */
const CODES: Readonly<Record<string, string>> = {
  AccessDenied: "the key may not write there; allow it s3:PutObject on this prefix",
  AllAccessDisabled: "the bucket is disabled",
  AuthorizationHeaderMalformed: "the bucket is in another region",
  PermanentRedirect: "the bucket is in another region",
  InvalidAccessKeyId: "the access key id is unknown there",
  SignatureDoesNotMatch: "the secret access key is not the one of this access key id",
  NoSuchBucket: "there is no bucket of this name",
  RequestTimeTooSkewed: "its clock and ours differ by more than 15 minutes",
  ExpiredToken: "the access key has expired",
};

/** Why a bucket could not be written to, in words that stand behind "it: "; null for what is our own trouble. */
export function sayTrouble(error: unknown): string | null {
  if (error instanceof ObjectRefusedError) {
    const said = error.code === null ? undefined : CODES[error.code];
    return said ?? `it answered ${error.status}${error.code ? ` (${error.code})` : ""}`;
  }
  const { kind, code } = callTrouble(error);
  if (kind === "unsafe") return "its address is private or not https; only public https addresses are called";
  if (kind === "late") return "it did not answer in time";
  // undici's word for whatever the network did.
  if (error instanceof TypeError) return `it could not be reached${code ? ` (${code})` : ""}`;
  return null;
}
