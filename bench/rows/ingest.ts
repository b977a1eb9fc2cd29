import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import express from "express";
import { boot } from "../../app/boot.ts";
import { readConfig } from "../../app/config.ts";
import { provision } from "../../app/domain/resources/provision.ts";
import { createLog } from "../../app/lib/log.ts";
import { startWeb } from "../../app/web-process.ts";
import { startWorkers } from "../../workers/start.ts";
import { makeFrames } from "../corpus.ts";
import type { Figure, Row } from "../row.ts";

const SENDERS = 8;

/**
 * The whole service, embedded, in this process, the senders too: frames posted as Logplex does until all are stored and
 * searchable. The reference is a bare express that reads the same frames and answers 204, measured just before.
 */
function ingestRow(name: string, linesPerFrame: number, frameCount: number): Row {
  return {
    name,
    about: `${frameCount} frames of ${linesPerFrame} lines, ${SENDERS} senders, until searchable, against bare express`,
    async run(): Promise<Figure[]> {
      const frames = makeFrames({ frames: 50, linesPerFrame });
      const bare = await withBareExpress((port) => sendAll(port, "d.bare", frames, frameCount));
      const stored = await withService(async (port, drainToken, storedLines) => {
        const startedAt = performance.now();
        await sendAll(port, drainToken, frames, frameCount);
        while ((await storedLines()) < frameCount * linesPerFrame)
          await new Promise((resolve) => setTimeout(resolve, 50));
        return performance.now() - startedAt;
      });
      const perSecond = (ms: number) => (frameCount * linesPerFrame) / (ms / 1000);
      return [
        {
          row: name,
          what: "accepted, stored, searchable",
          unit: "lines/s",
          value: perSecond(stored),
          reference: { what: "bare express", value: perSecond(bare) },
        },
      ];
    },
  };
}

export const ingestLargeRow = ingestRow("ingest-277", 277, 2_000);
export const ingestSmallRow = ingestRow("ingest-10", 10, 8_000);

/** Posts `count` frames over keep-alive connections, one in flight each. @returns milliseconds */
async function sendAll(port: number, drainToken: string, frames: readonly Buffer[], count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  let sent = 0;
  const startedAt = performance.now();
  const sender = async () => {
    while (sent < count) {
      const body = frames[sent++ % frames.length] as Buffer;
      const status = await post(agent, port, drainToken, body);
      if (status !== 204) throw new Error(`POST /drain answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  agent.destroy();
  return performance.now() - startedAt;
}

function post(agent: Agent, port: number, drainToken: string, body: Buffer): Promise<number> {
  const headers = {
    "Content-Type": "application/logplex-1",
    "Logplex-Frame-Id": randomBytes(16).toString("hex").toUpperCase(),
    "Logplex-Drain-Token": drainToken,
    "Content-Length": body.length,
  };
  return new Promise((resolve, reject) => {
    const call = request({ agent, port, host: "127.0.0.1", method: "POST", path: "/drain", headers }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    });
    call.on("error", reject).end(body);
  });
}

async function withBareExpress<T>(work: (port: number) => Promise<T>): Promise<T> {
  const app = express();
  app.post("/drain", express.raw({ type: () => true, limit: "1mb" }), (_req, res) => void res.status(204).end());
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function withService<T>(
  work: (port: number, drainToken: string, storedLines: () => Promise<number>) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "draintrail-bench-"));
  const config = readConfig({ DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "error" });
  const heroku = { apiUrl: "http://127.0.0.1:9", idUrl: "http://127.0.0.1:9" };
  const booted = await boot(config, createLog("error"), { heroku, onStoreLost: () => process.exit(1) });
  const workers = await startWorkers(booted.services);
  const web = await startWeb(booted.services);
  try {
    const uuid = randomUUID();
    const drainToken = `d.${randomUUID()}`;
    await provision(booted.services, {
      uuid,
      name: "bench",
      plan: "premium",
      region: "bench",
      callbackUrl: null,
      options: {},
      logDrainToken: drainToken,
      grant: null,
    });
    const storedLines = async () => {
      const [row] = await booted.services.stores.clickhouse.query<{ n: number }>(
        "SELECT count() AS n FROM log_lines WHERE resource_id = {resource:UUID}",
        { resource: uuid },
      );
      return row?.n ?? 0;
    };
    return await work(web.port, drainToken, storedLines);
  } finally {
    await web.stop();
    await workers.stop();
    await booted.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
