/**
 * The least a server can do with a frame: read its body and answer 204. In Node's own server and in express 5, with the
 * body read from the stream (its own `express.raw` costs 15 to 20 % more), so that what the service adds can be told. And
 * the least it can do that answers once the frame is on disk: the same express, with a Redis that has it there first.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { Redis } from "ioredis";
import { startEmbeddedRedis } from "../../app/stores/embedded/redis.ts";
import { answerParent } from "../process/child-side.ts";
import { stopWhenInterrupted } from "../process/cleanup.ts";
import { quietLog } from "../process/quiet-log.ts";
import { makeTempDir, removeDir } from "../process/temp-dir.ts";

export type BareKind = "node" | "express" | "express-and-redis";

/** Bounds the memory; entries go by whole nodes of the stream, which costs next to nothing. */
const ENTRIES_MAX = 1_000;

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

function readAndAnswer(keep: (body: Buffer) => Promise<unknown> | null): Handler {
  return (req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", async () => {
      const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      const kept = keep(body);
      if (kept !== null) await kept;
      res.writeHead(body.length > 0 ? 204 : 400, { "Content-Length": "0" }).end();
    });
  };
}

function expressApp(handler: Handler) {
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.post("/drain", handler);
  return app;
}

/** Frames that come in one turn of the event loop are one pipeline, and share an fsync. */
async function redisHandler(): Promise<Handler> {
  const dir = await makeTempDir();
  const server = await startEmbeddedRedis({ dir, log: quietLog });
  stopWhenInterrupted(async () => {
    await server.stop();
    removeDir(dir);
  });
  const client = new Redis(server.url, { enableAutoPipelining: true });
  return readAndAnswer((body) => client.xadd("bench", "MAXLEN", "~", ENTRIES_MAX, "*", "b", body));
}

async function handlerOf(kind: BareKind) {
  if (kind === "express-and-redis") return expressApp(await redisHandler());
  const handler = readAndAnswer(() => null);
  return kind === "node" ? handler : expressApp(handler);
}

answerParent({
  async listen(kind: BareKind) {
    const server = createServer(await handlerOf(kind));
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve({ port: (server.address() as AddressInfo).port }));
    });
  },
  cpuSeconds() {
    const cpu = process.cpuUsage();
    return (cpu.user + cpu.system) / 1e6;
  },
});
