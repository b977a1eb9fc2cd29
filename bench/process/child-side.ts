import { endEarly } from "./cleanup.ts";

/** A question from the parent, and its answer; both plain JSON over the fork's channel. */
export interface Question {
  id: number;
  name: string;
  input: unknown;
}
export type Answer = { id: number; output: unknown } | { id: number; error: string };

/** Serves the parent's questions by name, and ends when the parent does: no measurement leaves a process behind. */
// biome-ignore lint/suspicious/noExplicitAny: each handler names its own input; the channel carries JSON
export function answerParent(handlers: Record<string, (input: any) => unknown>): void {
  process.on("disconnect", () => void endEarly(0));
  // Ctrl-C reaches the whole terminal group; the parent lets go of us when it has stopped what needs us.
  process.on("SIGINT", () => {});
  process.on("message", async ({ id, name, input }: Question) => {
    const handler = handlers[name];
    try {
      if (!handler) throw new Error(`no handler ${name}`);
      process.send?.({ id, output: await handler(input) } satisfies Answer);
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
}
