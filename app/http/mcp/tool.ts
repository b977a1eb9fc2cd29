import type { z } from "zod";
import type { Ctx } from "../../context.ts";

/**
 * One thing an assistant may ask. Its answer is JSON; what stands in it was written by apps, their users and Heroku, and
 * is told apart from instructions by mcp-server.ts.
 */
export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  name: string;
  /** For a person who is asked to allow it. */
  title: string;
  /** For the model: when to use it, and what comes back. */
  description: string;
  input: Input;
  run(ctx: Ctx, input: z.infer<Input>, signal: AbortSignal): Promise<object>;
}

/** Keeps the input's type in the list of all tools. */
export function defineTool<Input extends z.ZodObject>(tool: Tool<Input>): Tool {
  return tool as unknown as Tool;
}
