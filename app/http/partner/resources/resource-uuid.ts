import type { Request } from "express";
import { z } from "zod";
import { Fault } from "../../../errors.ts";

/** The uuid of the address; what is no uuid was never ours. @throws Fault resource.not_found */
export function resourceUuid(req: Request): string {
  const parsed = z.guid().safeParse(req.params.uuid);
  if (!parsed.success) throw new Fault("resource.not_found", { detail: "not a uuid" });
  return parsed.data.toLowerCase();
}
