import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Request, type Response } from "express";
import { afterEach, describe, expect, it } from "vitest";
import { answerErrors, errorResponse } from "../../app/http/error-response.ts";
import { createLog } from "../../app/lib/log.ts";

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** A server whose one route goes wrong in a way of its own. An error that escapes fails the run: here as in production. */
async function serverWith(handler: (req: Request, res: Response) => unknown): Promise<string> {
  const log = createLog("silent");
  const app = express();
  app.use(answerErrors(log));
  app.get("/", async (req, res) => void (await handler(req, res)));
  app.use(errorResponse(log, { baseUrl: "https://logs.example.net", addon: { id: "draintrail" } }));
  const listening = createServer(app);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`;
}

describe("an error in a handler costs its own answer and no more", () => {
  it("when the handler's headers are what cannot be sent: the refusal goes without them", async () => {
    const url = await serverWith((_req, res) => {
      res.set({ "Content-Length": "5", "Content-Encoding": "gzip", "X-Kept": "yes" });
      res.writeHead(200, { Trailer: "Draintrail-Lines" }); // not chunked, so no trailers: node throws
    });
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(response.headers.get("x-kept")).toBe("yes");
    expect(response.headers.get("trailer")).toBeNull();
    expect(await response.json()).toMatchObject({ code: "internal" });
  });

  it("when the refusal itself cannot be sent: the connection ends, the next request is answered", async () => {
    let isFirst = true;
    const url = await serverWith((_req, res) => {
      if (!isFirst) return res.json({ fine: true });
      isFirst = false;
      res.writeHead = () => {
        throw new Error("no header today");
      };
      throw new Error("boom");
    });
    await expect(fetch(url)).rejects.toThrow();
    expect(await (await fetch(url)).json()).toEqual({ fine: true });
  });

  it("when it writes on behind the end of an answer that has not left yet", async () => {
    const url = await serverWith(async (_req, res) => {
      res.end("x".repeat(50_000_000)); // more than the sockets hold: not flushed when the writes below come
      for (let i = 0; i < 3; i++) res.write("late");
    });
    const response = await fetch(url);
    expect(response.status).toBe(200);
    await response.body?.cancel().catch(() => {});
  });
});
