import type { Request } from "express";
import { z } from "zod";
import { Fault } from "../../errors.ts";

/** The schema of a JSON body with these members and no others. */
export function bodyOf<Members extends z.ZodRawShape>(members: Members) {
  return z.strictObject(members, {
    error: (issue) => (issue.code === "unrecognized_keys" ? "is not known here" : "must be a JSON object"),
  });
}

/** The JSON body. @throws Fault body.bad_member naming the first member at fault and what it must be */
export function readBody<T>(schema: z.ZodType<T>, req: Request): T {
  const parsed = schema.safeParse(req.body ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.code === "unrecognized_keys" ? (issue.keys[0] ?? "body") : issue?.path.join(".") || "body";
  throw new Fault("body.bad_member", { fill: { field, problem: issue?.message ?? "is wrong" } });
}
