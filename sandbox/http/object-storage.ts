import { createHash, timingSafeEqual } from "node:crypto";
import aws4 from "aws4";
import express, { type Express, type Request, type RequestHandler, type Response, type Router } from "express";
import type { SandboxContext } from "../context.ts";
import { param } from "../platform/find.ts";

/** The one bucket there is, and who may write to it. */
export const SANDBOX_BUCKET = {
  bucket: "quay-logs",
  region: "us-east-1",
  accessKeyId: "AKIAQUAYEXAMPLE",
  secretAccessKey: "quay/example/secret+key",
} as const;

/** A day of hours is 72 objects; a test or a demo looks at the last ones. */
const OBJECTS_MAX = 1_000;

export interface KeptObject {
  key: string;
  contentType: string;
  body: Buffer;
}

/** What was put last, by key. */
export class ObjectStorage {
  readonly #objects = new Map<string, KeptObject>();

  put(object: KeptObject): void {
    this.#objects.delete(object.key);
    this.#objects.set(object.key, object);
    for (const oldest of this.#objects.keys()) {
      if (this.#objects.size <= OBJECTS_MAX) break;
      this.#objects.delete(oldest);
    }
  }
  get(key: string): KeptObject | null {
    return this.#objects.get(key) ?? null;
  }
  all(): readonly KeptObject[] {
    return [...this.#objects.values()];
  }
}

/**
 * `PUT /<bucket>/<key>` as S3 takes it, known by its signature, which is checked by another implementation than the service's own.
 * Sources: Amazon S3 API Reference, PutObject and "Error responses"; AWS Signature Version 4.
 */
export function addObjectRoute(app: Express, storage: ObjectStorage): void {
  const takeRaw = express.raw({ type: () => true, limit: "64mb" });
  app.put("/:bucket/*key", onlySigned, takeRaw, (req, res) => {
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    const refusal = refusalOf(req, body);
    if (refusal) return refuse(res, ...refusal);
    storage.put({ key: param(req, "key"), contentType: req.get("content-type") ?? "", body });
    res.status(200).end();
  });
}

/** What was put, for people and tests. */
export function addObjectControls(router: Router, { objects }: Pick<SandboxContext, "objects">): void {
  router.get("/objects", (_req, res) => {
    const data = objects
      .all()
      .map(({ key, contentType, body }) => ({ key, content_type: contentType, bytes: body.length }));
    res.json({ ...SANDBOX_BUCKET, objects: data });
  });
  router.get("/objects/*key", (req, res) => {
    const object = objects.get(param(req, "key"));
    if (!object) return res.status(404).json({ id: "not_found", message: "No such object." });
    res.type(object.contentType).send(object.body);
  });
}

const onlySigned: RequestHandler = (req, _res, next) => {
  next(req.get("authorization")?.startsWith("AWS4-HMAC-SHA256 ") ? undefined : "route");
};

type Refusal = [status: number, code: string];

function refusalOf(req: Request, body: Buffer): Refusal | null {
  const said = /Credential=([^/]+)\/\d{8}\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), /.exec(
    req.get("authorization") ?? "",
  );
  const [, accessKeyId, region = "", signedHeaders = ""] = said ?? [];
  const { bucket, secretAccessKey } = SANDBOX_BUCKET;
  if (accessKeyId !== SANDBOX_BUCKET.accessKeyId) return [403, "InvalidAccessKeyId"];
  const headers = Object.fromEntries(signedHeaders.split(";").map((name) => [name, req.get(name) ?? ""]));
  const own = aws4.sign(
    { service: "s3", region, method: req.method, path: req.originalUrl, headers },
    { accessKeyId, secretAccessKey },
  );
  if (!isSame(String(own.headers?.Authorization), req.get("authorization") ?? ""))
    return [403, "SignatureDoesNotMatch"];
  if (region !== SANDBOX_BUCKET.region) return [400, "AuthorizationHeaderMalformed"];
  if (createHash("sha256").update(body).digest("hex") !== headers["x-amz-content-sha256"])
    return [400, "XAmzContentSHA256Mismatch"];
  return param(req, "bucket") === bucket ? null : [404, "NoSuchBucket"];
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function refuse(res: Response, status: number, code: string): void {
  res.status(status).type("application/xml");
  res.send(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>See the code.</Message></Error>`,
  );
}
