import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { TestService } from "./service.ts";

/** The two protocols that assistants speak: with the handshake of 2025, and without one. */
export const MCP_ERAS = { "2025": "legacy", "2026-07-28": { pin: "2026-07-28" } } as const;
export type McpEra = (typeof MCP_ERAS)[keyof typeof MCP_ERAS];

/** An assistant with this token. */
export async function connectMcp(service: Pick<TestService, "url">, token: string, mode: McpEra = "legacy") {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${service.url}/mcp`), { requestInit: { headers } }));
  return client;
}

export interface ToolAnswer<T> {
  isError: boolean;
  /** Each text of the answer; of a good one the second is the JSON. */
  texts: string[];
  data: T;
}

/** What a tool answers. @throws Error when what is no refusal is no JSON */
export async function callTool<T = Record<string, unknown>>(
  client: Client,
  name: string,
  input: Record<string, unknown> = {},
): Promise<ToolAnswer<T>> {
  const answer = await client.callTool({ name, arguments: input });
  const texts = answer.content.map((part) => (part.type === "text" ? part.text : ""));
  const isError = answer.isError === true;
  return { isError, texts, data: isError ? (null as T) : (JSON.parse(texts[1] ?? "") as T) };
}
