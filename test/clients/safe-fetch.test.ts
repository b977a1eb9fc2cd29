import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSafeFetch, isPublicAddress, type SafeFetch } from "../../app/clients/safe-fetch.ts";

let server: Server;
let origin: string;
let answer: RequestListener;
let requests = 0;
let safeFetch: SafeFetch;

beforeAll(async () => {
  server = createServer((req, res) => {
    requests++;
    answer(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  requests = 0;
  answer = (_req, res) => res.end("hello");
  safeFetch = createSafeFetch([origin]);
});
afterEach(() => safeFetch.close());

describe("a request to somewhere a customer named", () => {
  it.each([
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
  ])("is refused before a connection is made: %s", async (url) => {
    await expect(safeFetch(url)).rejects.toThrow("private address");
  });

  it.each(["localhost", "LOCALHOST"])("is refused when its name resolves to a private address: %s", async (host) => {
    const { port } = new URL(origin);
    const error: Error & { cause?: Error } = await safeFetch(`https://${host}:${port}/`).then(
      () => new Error("was not refused"),
      (reason) => reason,
    );
    expect(`${error.message} ${error.cause?.message}`).toContain("private address");
    expect(requests).toBe(0);
  });

  it.each(["http://example.com/", "ftp://example.com/", "file:///etc/passwd"])(
    "is refused without TLS: %s",
    async (url) => {
      await expect(safeFetch(url)).rejects.toThrow("https");
    },
  );
});

describe("a request to an origin of our configuration", () => {
  it("may be private: that is how a local Heroku is reached", async () => {
    expect(await safeFetch(`${origin}/addons`)).toMatchObject({ status: 200, text: "hello" });
  });

  it("is trusted for that port only", async () => {
    await expect(createSafeFetch([])(`${origin}/`)).rejects.toThrow();
    await expect(safeFetch("http://127.0.0.1:1/")).rejects.toThrow();
  });

  it("follows no redirect: an answer cannot send us elsewhere", async () => {
    answer = (_req, res) => res.writeHead(302, { location: "http://169.254.169.254/" }).end();
    expect((await safeFetch(origin)).status).toBe(302);
    expect(requests).toBe(1);
  });

  it("gives up on an answer larger than any of Heroku's", async () => {
    answer = (_req, res) => {
      const chunk = Buffer.alloc(1024 * 1024, "x");
      const write = () => {
        while (!res.destroyed) if (!res.write(chunk)) return res.once("drain", write);
        return res;
      };
      write();
    };
    await expect(safeFetch(origin)).rejects.toThrow("bytes");
  });

  it("ends when the caller's signal says so", async () => {
    answer = () => {}; // never answers
    const controller = new AbortController();
    const request = safeFetch(origin, { signal: controller.signal });
    controller.abort();
    await expect(request).rejects.toThrow();
  });
});

describe("a public address", () => {
  it.each(["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])("is %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(["", "example.com", "127.0.0.1", "::ffff:10.0.0.1", "198.51.100.7", "2001:db8::1", "2002:7f00:1::"])(
    "is not %j",
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
    },
  );
});
