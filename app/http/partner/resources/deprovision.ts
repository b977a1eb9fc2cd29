import type { RequestHandler } from "express";
import type { Services } from "../../../context.ts";
import { deprovision } from "../../../domain/resources/deprovision.ts";
import { uuidParam } from "../../uuid-param.ts";

/** `DELETE /heroku/resources/:uuid`: 204, and 410 for a repeat or a uuid never seen. */
export function deprovisionHandler(services: Services): RequestHandler {
  return async (req, res) => {
    await deprovision(services, { uuid: uuidParam(req, "resource.not_found", "uuid") });
    res.status(204).end();
  };
}
