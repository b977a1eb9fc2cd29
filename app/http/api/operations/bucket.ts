import * as bucket from "../../../contract/answers/bucket.ts";
import { givenBucket } from "../bucket.ts";
import { bucketHoursParams } from "../params.ts";
import type { Operation } from "./operation.ts";

/** The customer's own bucket, and what was copied there. */
export const BUCKET: readonly Operation[] = [
  { method: "get", path: "/bucket", summary: "The bucket that hours are copied to", answer: bucket.bucketOrNoneAnswer },
  {
    method: "put",
    path: "/bucket",
    summary: "Copy each hour to this bucket",
    body: givenBucket,
    scope: "admin",
    answer: bucket.bucketAnswer,
  },
  { method: "delete", path: "/bucket", summary: "Copy no more", status: 204, scope: "admin" },
  {
    method: "get",
    path: "/bucket/hours",
    summary: "What was copied, newest first",
    query: bucketHoursParams,
    answer: bucket.bucketHoursAnswer,
  },
];
