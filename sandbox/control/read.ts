import type { Request } from "express";
import { z } from "zod";
import { invalid } from "../http/heroku-error.ts";

/** Reads a control's body. @throws HerokuError 422 that names what was wrong */
export function read<T extends z.ZodType>(req: Request, schema: T): z.infer<T> {
  const result = schema.safeParse(req.body ?? {});
  if (!result.success) throw invalid(z.prettifyError(result.error));
  return result.data;
}
