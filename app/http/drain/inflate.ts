import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Fault } from "../../errors.ts";

const gunzipAsync = promisify(gunzip);

/**
 * Expands a gzip body; never holds more than `bytesMax` of it, so that a few KB cannot become gigabytes.
 *
 * @throws Fault drain.too_large when it would expand past `bytesMax`, drain.bad_gzip when it is no gzip or is cut short
 */
export async function inflate(body: Buffer, bytesMax: number): Promise<Buffer> {
  try {
    return await gunzipAsync(body, { maxOutputLength: bytesMax });
  } catch (cause) {
    const isTooLarge = (cause as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE";
    throw new Fault(isTooLarge ? "drain.too_large" : "drain.bad_gzip", {
      detail: `${body.length} bytes of gzip`,
      cause,
    });
  }
}
