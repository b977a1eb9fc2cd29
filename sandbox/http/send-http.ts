import http from "node:http";
import https from "node:https";

export interface OutgoingCall {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | Buffer | null;
  timeoutMs: number;
}

export interface OutgoingAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

/**
 * One HTTP call on a connection of its own, so that a partner under test can close at once.
 *
 * @throws  Error with `code` when there was no complete answer in time (`ETIMEDOUT`, `ECONNREFUSED`, ...)
 */
export function sendHttp(call: OutgoingCall): Promise<OutgoingAnswer> {
  const client = call.url.startsWith("https:") ? https : http;
  const body = call.body === null ? null : Buffer.from(call.body);
  return new Promise((resolve, reject) => {
    const request = client.request(
      call.url,
      {
        method: call.method,
        agent: false,
        headers: { ...call.headers, ...(body ? { "Content-Length": String(body.length) } : {}) },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => {
          clearTimeout(timer);
          const text = Buffer.concat(parts).toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
        response.on("error", reject);
      },
    );
    const timer = setTimeout(() => {
      request.destroy(Object.assign(new Error(`no answer within ${call.timeoutMs} ms`), { code: "ETIMEDOUT" }));
    }, call.timeoutMs);
    request.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end(body ?? undefined);
  });
}
