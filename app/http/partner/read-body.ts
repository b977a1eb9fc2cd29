import type { Request } from "express";
import type { z } from "zod";
import { Fault } from "../../errors.ts";

/** @throws Fault partner.bad_body naming the members at fault (in the log only: the values may be secrets) */
export function readBody<T>(schema: z.ZodType<T>, req: Request): T {
  const parsed = schema.safeParse(req.body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "body").join(", ");
  throw new Fault("partner.bad_body", { detail: `bad members: ${fields}` });
}
