import type { Request, RequestHandler } from "express";
import { type NotedActivity, noteActivity } from "../../domain/activity/note-activity.ts";
import { isUuid } from "../../lib/uuid.ts";
import { ctxOf } from "./api-context.ts";

/**
 * Notes who changes what, ahead of the change; what was refused is forgotten again. Of a call only its path, the id in it, and the
 * name and id in its answer are kept: bodies hold secrets.
 */
export const noteChange: RequestHandler = async (req, res, next) => {
  const ctx = ctxOf(res);
  const id = req.params.id;
  // What is no uuid names nothing of ours, and may be what Postgres does not take.
  const noted = await noteActivity(ctx, didOf(req), typeof id === "string" && isUuid(id) ? id : null);
  let made: Made = { objectId: null, name: null };
  const json = res.json.bind(res);
  res.json = (body) => {
    made = madeOf(body);
    return json(body);
  };
  res.on("finish", () => {
    settle(noted, res.statusCode, made).catch((error: unknown) =>
      ctx.log.warn({ err: error, resourceId: ctx.resourceId }, "what came of a change is not noted"),
    );
  });
  next();
};

type Made = Parameters<NotedActivity["done"]>[0];

/** A fault of ours may come before the change or after it: then the note stays as it is, begun. */
async function settle(noted: NotedActivity, status: number, made: Made): Promise<void> {
  if (status < 400) await noted.done(made);
  else if (status < 500) await noted.refused();
}

/** `PATCH /alerts/{id}` of the route `/alerts/:id`. */
function didOf(req: Request): string {
  return `${req.method} ${String(req.route.path).replace(/:(\w+)/g, "{$1}")}`;
}

/** Most answers have an id and a name; a source of the audit trail is called by its account, a bucket by itself. */
function madeOf(body: unknown): Made {
  const { id, name, bucket, enterprise_account } = (body ?? {}) as Record<string, unknown>;
  const account = (enterprise_account ?? {}) as Record<string, unknown>;
  const names = [name, account.name, bucket];
  return { objectId: textOf(id), name: textOf(names.find((each) => typeof each === "string")) };
}

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
