import * as redaction from "../../../contract/answers/redaction.ts";
import { hoursParams } from "../params.ts";
import { redactionRules } from "../redaction.ts";
import type { Operation } from "./operation.ts";

/** Values that are masked before a line is written anywhere. */
export const REDACTION: readonly Operation[] = [
  { method: "get", path: "/redaction", summary: "What is masked in lines", answer: redaction.redactionAnswer },
  {
    method: "put",
    path: "/redaction",
    summary: "Mask this in lines from now on, and nothing else",
    body: redactionRules,
    scope: "admin",
    answer: redaction.redactionAnswer,
  },
  {
    method: "post",
    path: "/redaction/preview",
    summary: "What these rules would have masked in the newest lines",
    body: redactionRules,
    scope: "admin",
    answer: redaction.redactionPreviewAnswer,
  },
  {
    method: "get",
    path: "/redaction/hours",
    summary: "How many values were masked, hour by hour",
    query: hoursParams,
    answer: redaction.redactionHoursAnswer,
  },
];
