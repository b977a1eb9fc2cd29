import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler } from "@modelcontextprotocol/server";
import type { RequestHandler } from "express";
import { Fault } from "../../errors.ts";
import { ctxOf } from "../auth/api-context.ts";
import { createMcpServer } from "./mcp-server.ts";

/**
 * `POST /mcp`: the Model Context Protocol over Streamable HTTP, for assistants. Without sessions, so that any web process
 * answers any call.
 */
export const mcpHandler: RequestHandler = async (req, res) => {
  // Only 2025-03-26 knew batches. One could hold more questions than the turns of open-calls.ts allow.
  if (Array.isArray(req.body)) throw new Fault("body.invalid", { detail: "a batch" });
  const ctx = ctxOf(res);
  const handler = createMcpHandler(() => createMcpServer(ctx), {
    maxSubscriptions: 0, // the tools are always the same, and a stream would hold one of the resource's turns
    onerror: (error) => ctx.log.debug({ err: error }, "mcp call refused"),
  });
  await toNodeHandler(handler)(req, res, req.body);
};
