import type { Request } from "express";
import { Fault, type FaultCode } from "../errors.ts";
import { isUuid } from "../lib/uuid.ts";

/** A uuid of the address, in lower case. What is no uuid was never there. @throws Fault `otherwise` */
export function uuidParam(req: Request, otherwise: FaultCode, name = "id"): string {
  const text = String(req.params[name]);
  if (!isUuid(text)) throw new Fault(otherwise, { detail: "not a uuid" });
  return text.toLowerCase();
}
