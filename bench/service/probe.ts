import { randomBytes } from "node:crypto";
import { Connection } from "../load/connection.ts";
import type { Resource, Service } from "./start-service.ts";

export interface Probe {
  word: string;
  /** When its POST began, by performance.now. */
  sentAtMs: number;
}

/** Sends frames of one line with a word nobody else writes, over a connection of their own. */
export function createProber(service: Service): {
  send(resource: Resource): Promise<Probe>;
  close(): void;
} {
  const connection = new Connection(service.port);
  return {
    async send(resource) {
      const word = `probe${randomBytes(8).toString("hex")}`;
      const time = new Date().toISOString().replace("Z", "000+00:00");
      const line = Buffer.from(`<190>1 ${time} host app web.1 - marker ${word} passed\n`);
      const body = Buffer.concat([Buffer.from(`${line.length} `), line]);
      const frameId = randomBytes(16).toString("hex").toUpperCase();
      const sentAtMs = performance.now();
      const outcome = await connection.post({ drainToken: resource.drainToken, frameId, lineCount: 1, body });
      if (outcome !== 204) throw new Error(`a probe's POST ended with ${outcome}`);
      return { word, sentAtMs };
    },
    close: () => connection.close(),
  };
}
