import type { RequestHandler } from "express";
import { z } from "zod";
import type { Services } from "../../../context.ts";
import { changePlan } from "../../../domain/resources/change-plan.ts";
import { uuidParam } from "../../uuid-param.ts";
import { readBody } from "../read-body.ts";

const bodySchema = z.object({ plan: z.string().min(1).max(500) });

/** `PUT /heroku/resources/:uuid` */
export function changePlanHandler(services: Services): RequestHandler {
  return async (req, res) => {
    const uuid = uuidParam(req, "resource.not_found", "uuid");
    const { plan } = readBody(bodySchema, req);
    res.json(await changePlan(services, { uuid, plan }));
  };
}
