import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true });

export interface RequestOptions {
  basic?: string;
  bearer?: string;
  body?: unknown;
}

/** One call on the loopback, on a kept connection; the answer parsed when it is JSON, as text when not. */
export function requestJson<T>(port: number, method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const body = options.body === undefined ? null : Buffer.from(JSON.stringify(options.body));
  const headers: Record<string, string> = {};
  if (body) Object.assign(headers, { "Content-Type": "application/json", "Content-Length": String(body.length) });
  if (options.basic) headers.Authorization = `Basic ${Buffer.from(options.basic).toString("base64")}`;
  if (options.bearer) headers.Authorization = `Bearer ${options.bearer}`;
  return new Promise((resolve, reject) => {
    const call = request({ agent, host: "127.0.0.1", port, method, path, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const status = answer.statusCode ?? 0;
        if (status < 200 || status > 299) reject(new Error(`${method} ${path}: ${status} ${text.slice(0, 300)}`));
        else resolve((/json/.test(answer.headers["content-type"] ?? "") ? JSON.parse(text) : text) as T);
      });
    });
    call.on("error", reject);
    call.end(body ?? undefined);
  });
}
