import { request } from "node:http";
import type { Resource, Service } from "./start-service.ts";

export interface OpenTail {
  /** When the first line with this word came, by performance.now. */
  arrivedAtMs(word: string): number | undefined;
  /** Lines the server said it left out. */
  skipped(): number;
  close(): void;
}

/** Opens a live tail and notes when lines with a `probe…` word arrive. Resolves once the server has answered. */
export function openTail(service: Service, resource: Resource, query: string): Promise<OpenTail> {
  const arrived = new Map<string, number>();
  let skipped = 0;
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${resource.apiToken}`, Accept: "text/event-stream" };
    const path = `/api/v1/logs/tail?${new URLSearchParams({ query })}`;
    const call = request({ host: "127.0.0.1", port: service.port, path, headers }, (answer) => {
      if (answer.statusCode !== 200) {
        reject(new Error(`GET ${path}: ${answer.statusCode}`));
        return;
      }
      let rest = "";
      answer.setEncoding("utf8");
      answer.on("error", () => {}); // our own close
      answer.on("data", (chunk: string) => {
        const now = performance.now();
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          for (const [word] of line.matchAll(/probe[0-9a-f]{16}/g)) if (!arrived.has(word)) arrived.set(word, now);
          skipped += Number(/^data: \{"count":(\d+)\}/.exec(line)?.[1] ?? 0);
        }
      });
      resolve({
        arrivedAtMs: (word) => arrived.get(word),
        skipped: () => skipped,
        close: () => call.destroy(),
      });
    });
    call.on("error", reject);
    call.end();
  });
}
