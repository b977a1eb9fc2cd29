import { createHash } from "node:crypto";
import { type OpenResponse, type SafeFetch, UnsafeRequestError } from "./safe-fetch.ts";

/** The bytes of one archive, of any size, without holding them. */
export interface ArchiveDownload {
  /** SHA-256 of the bytes as they came, lower-case hex. */
  checksum: string;
  size: number;
}

/** An archive that could not be fetched whole; the message ends the sentence "The archive could not be fetched: ...". */
export class ArchiveNotFetchedError extends Error {}

/** A month of the largest accounts is tens of MB; a gigabyte is a fault or an attack. Also what evidence may take. */
export const ARCHIVE_BYTES_MAX = 1024 ** 3;
/** A gigabyte at 600 KB/s. The link itself lives minutes, but only has to be good at the start. */
const DOWNLOAD_MS_MAX = 30 * 60_000;

/**
 * Downloads an archive from its signed link, hashing on the way. The link says who may read; an Authorization header
 * beside it is refused by object storage and would give the customer's token away, so none is ever sent.
 *
 * @param take    gets the bytes in order; its promise is waited for, which is the back-pressure
 * @param sizeStated  what Heroku says it is; a body of another length was cut
 * @throws ArchiveNotFetchedError, UnsafeRequestError (a private address), and what `take` throws
 */
export async function fetchArchive(
  fetch: Pick<SafeFetch, "open">,
  link: string,
  sizeStated: number | null,
  take: (bytes: Uint8Array) => Promise<void>,
): Promise<ArchiveDownload> {
  const transfer = new AbortController();
  try {
    return await readBody(await openLink(fetch, link, transfer.signal), sizeStated, take);
  } finally {
    transfer.abort(); // what was not read is not sent either
  }
}

async function openLink(fetch: Pick<SafeFetch, "open">, link: string, signal: AbortSignal): Promise<OpenResponse> {
  if (!URL.canParse(link)) throw new ArchiveNotFetchedError("Heroku gave no link to it");
  const response = await fetch.open(link, { signal, msMax: DOWNLOAD_MS_MAX }).catch((error: unknown) => {
    if (isRefusedAddress(error)) throw error;
    throw new ArchiveNotFetchedError("its storage did not answer", { cause: error });
  });
  // 403 is object storage's word for a link that has run out. A redirect is not followed: the guard is for this address.
  if (response.status !== 200) throw new ArchiveNotFetchedError(`its storage answered ${response.status}`);
  return response;
}

async function readBody(
  { body }: OpenResponse,
  sizeStated: number | null,
  take: (bytes: Uint8Array) => Promise<void>,
): Promise<ArchiveDownload> {
  const hash = createHash("sha256");
  let size = 0;
  const parts = body[Symbol.asyncIterator]();
  for (;;) {
    const part = await parts.next().catch((error: unknown) => {
      throw new ArchiveNotFetchedError("the connection broke before its end", { cause: error });
    });
    if (part.done) break;
    size += part.value.byteLength;
    if (size > ARCHIVE_BYTES_MAX) throw new ArchiveNotFetchedError(`it is larger than ${ARCHIVE_BYTES_MAX} bytes`);
    hash.update(part.value);
    await take(part.value);
  }
  if (sizeStated !== null && size !== sizeStated)
    throw new ArchiveNotFetchedError(`${size} bytes came where Heroku announces ${sizeStated}`);
  return { checksum: hash.digest("hex"), size };
}

/** undici wraps what its connect hook threw. */
function isRefusedAddress(error: unknown): boolean {
  return error instanceof UnsafeRequestError || (error as Error | null)?.cause instanceof UnsafeRequestError;
}
