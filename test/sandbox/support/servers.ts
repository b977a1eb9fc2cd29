import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request a double received. */
export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  /** Header names and values in the order and case they came. */
  rawHeaders: string[];
  body: Buffer;
}

export interface Double {
  url: string;
  received: Received[];
  /** What to do with the next requests; the default answers 204. */
  answer: (request: Received, response: ServerResponse, index: number) => void;
  close(): Promise<void>;
}

/** A real HTTP server that writes down what it is sent; any free port unless one is asked for. */
export async function startDouble(answer?: Double["answer"], port = 0): Promise<Double> {
  const double: Double = {
    url: "",
    received: [],
    answer: answer ?? ((_request, response) => response.writeHead(204, { "Content-Length": "0" }).end()),
    close: () => closeServer(server),
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const received: Received = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        rawHeaders: request.rawHeaders,
        body: Buffer.concat(parts),
      };
      double.received.push(received);
      double.answer(received, response, double.received.length - 1);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
  double.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return double;
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A partner that provisions what it is asked to; its drain URL is its own `/drain`. */
export async function startPartner(): Promise<Double> {
  const double = await startDouble();
  double.answer = (request, response) => {
    if (request.method === "POST" && request.path === "/heroku/resources") {
      const { uuid } = JSON.parse(request.body.toString()) as { uuid: string };
      return sendJson(response, 200, {
        id: uuid,
        config: { DRAINTRAIL_URL: `https://logs.example.com/${uuid}`, DRAINTRAIL_API_TOKEN: "dt_token" },
        log_drain_url: `${double.url}/drain`,
        message: "Ready.",
      });
    }
    if (request.method === "PUT") return sendJson(response, 200, {});
    response.writeHead(204, { "Content-Length": "0" }).end();
  };
  return double;
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) })
    .end(text);
}
