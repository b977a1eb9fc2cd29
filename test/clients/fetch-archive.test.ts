import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ArchiveNotFetchedError, fetchArchive } from "../../app/clients/fetch-archive.ts";
import { createSafeFetch, type SafeFetch } from "../../app/clients/safe-fetch.ts";

const archive = randomBytes(300_000);
let server: Server;
let origin: string;
let answer: RequestListener;
let seen: IncomingHttpHeaders[] = [];
let safeFetch: SafeFetch;

beforeAll(async () => {
  server = createServer((req, res) => {
    seen.push(req.headers);
    answer(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  seen = [];
  answer = (_req, res) => res.end(archive);
  safeFetch = createSafeFetch([origin]);
});
afterEach(() => safeFetch.close());

async function download(link = `${origin}/a.json.gz`, size: number | null = archive.length) {
  const parts: Uint8Array[] = [];
  const told = await fetchArchive(safeFetch, link, size, async (bytes) => void parts.push(bytes));
  return { ...told, bytes: Buffer.concat(parts) };
}

describe("an archive's bytes", () => {
  it("come as they are stored, with their SHA-256", async () => {
    const { bytes, checksum, size } = await download();
    expect(bytes.equals(archive)).toBe(true);
    expect(checksum).toBe(createHash("sha256").update(archive).digest("hex"));
    expect(size).toBe(archive.length);
  });

  it("are asked for without a word about who asks", async () => {
    await download();
    expect(seen[0]).not.toHaveProperty("authorization");
    expect(seen[0]).not.toHaveProperty("cookie");
  });

  it("may be of a length nobody announced", async () => {
    expect((await download(undefined, null)).size).toBe(archive.length);
  });
});

describe("an archive that does not come whole", () => {
  it("is told when the connection breaks", async () => {
    answer = (_req, res) => {
      res.setHeader("content-length", archive.length);
      res.write(archive.subarray(0, 1_000), () => res.destroy());
    };
    await expect(download()).rejects.toThrow(ArchiveNotFetchedError);
  });

  it("is told when it is shorter than Heroku says, however properly it ends", async () => {
    answer = (_req, res) => res.end(archive.subarray(0, 1_000));
    await expect(download()).rejects.toThrow(`1000 bytes came where Heroku announces ${archive.length}`);
  });

  it.each([302, 403, 404, 500])("is told when its storage answers %s", async (status) => {
    answer = (_req, res) => res.writeHead(status, { location: `${origin}/elsewhere` }).end();
    await expect(download()).rejects.toThrow(`answered ${status}`);
    expect(seen).toHaveLength(1);
  });

  it("is told when nobody answers", async () => {
    answer = (req) => req.destroy();
    await expect(download()).rejects.toThrow("did not answer");
  });

  it("is told when there is no link", async () => {
    await expect(download("")).rejects.toThrow("no link");
  });

  it("passes on what its taker throws", async () => {
    const full = async () => {
      throw new Error("the store is full");
    };
    await expect(fetchArchive(safeFetch, origin, null, full)).rejects.toThrow("the store is full");
  });
});

describe("a link to somewhere private", () => {
  it.each([
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/a",
    "https://[::1]/a",
    "https://localhost/a",
  ])("is refused as every other call is: %s", async (link) => {
    const error: Error & { cause?: Error } = await download(link).then(
      () => new Error("was not refused"),
      (reason) => reason,
    );
    expect(`${error.message} ${error.cause?.message}`).toContain("private address");
  });

  it("is refused without TLS", async () => {
    await expect(download("http://example.com/a")).rejects.toThrow("https");
  });
});
