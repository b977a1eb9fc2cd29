import type { Request } from "express";
import type { z } from "zod";
import { Fault } from "../../errors.ts";

/** The JSON body. @throws Fault body.bad_member naming the first member at fault and what it must be */
export function readBody<T>(schema: z.ZodType<T>, req: Request): T {
  const parsed = schema.safeParse(req.body ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.code === "unrecognized_keys" ? (issue.keys[0] ?? "body") : issue?.path.join(".") || "body";
  throw new Fault("body.bad_member", { fill: { field, problem: issue?.message ?? "is wrong" } });
}
