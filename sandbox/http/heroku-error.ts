import type { ErrorRequestHandler, RequestHandler } from "express";

/**
 * An answer of the Platform API other than success: `{ id, message }`.
 * Source: Dev Center "Platform API Reference", Errors
 */
export class HerokuError extends Error {
  readonly status: number;
  readonly id: string;

  constructor(status: number, id: string, message: string) {
    super(message);
    this.status = status;
    this.id = id;
  }
}

export const notFound = (what: string) => new HerokuError(404, "not_found", `Couldn't find that ${what}.`);
export const forbidden = (message: string) => new HerokuError(403, "forbidden", message);
export const invalid = (message: string) => new HerokuError(422, "invalid_params", message);
export const unauthorized = (message = "Invalid credentials provided.") =>
  new HerokuError(401, "unauthorized", message);

/** The last route: real Heroku's words for a path it does not know. */
export const answerNotFound: RequestHandler = () => {
  throw new HerokuError(
    404,
    "not_found",
    "The requested API endpoint was not found. Are you using the right HTTP verb?",
  );
};

export function answerErrors(log: (line: string) => void): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error, _req, res, _next) => {
    if (res.headersSent) return res.destroy();
    if (error instanceof HerokuError) {
      const resource = error.id === "not_found" ? { resource: resourceOf(error.message) } : {};
      return res.status(error.status).json({ ...resource, id: error.id, message: error.message });
    }
    const { status } = error as { status?: number };
    if (status === 400) return res.status(400).json({ id: "bad_request", message: "Unable to parse request body." });
    log(`sandbox fault: ${(error as Error).stack}`);
    res.status(500).json({ id: "internal_server_error", message: "Internal server error." });
  };
}

/** `heroku/cli` asks a 404 which resource was missing before it looks elsewhere (`src/lib/addons/resolve.ts`). */
function resourceOf(message: string): string | undefined {
  if (message.includes("add-on attachment")) return "add_on attachment";
  if (message.includes("add-on")) return "add_on";
  if (message.includes("app")) return "app";
  return undefined;
}
