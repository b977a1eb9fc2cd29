/**
 * The least a server can do with a frame: read its body and answer 204. In Node's own server and in express 5, with the
 * body read from the stream (its own `express.raw` costs 15 to 20 % more), so that what the service adds can be told.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { answerParent } from "../process/child-side.ts";

function readAndAnswer(req: IncomingMessage, res: ServerResponse): void {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    res.writeHead(body && body.length > 0 ? 204 : 400, { "Content-Length": "0" }).end();
  });
}

function expressApp() {
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.post("/drain", readAndAnswer);
  return app;
}

answerParent({
  listen(kind: "node" | "express") {
    const server = createServer(kind === "node" ? readAndAnswer : expressApp());
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve({ port: (server.address() as AddressInfo).port }));
    });
  },
  cpuSeconds() {
    const cpu = process.cpuUsage();
    return (cpu.user + cpu.system) / 1e6;
  },
});
