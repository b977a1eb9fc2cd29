import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describeApi } from "../../app/http/api/openapi.ts";
import { OPERATIONS } from "../../app/http/api/operations/index.ts";
import type { Operation } from "../../app/http/api/operations/operation.ts";

/*
 * The OpenAPI document as a check of real answers: whatever a test asks of the API is compared with what we tell others
 * that it answers. Here members that the document does not have are faults, too; for a client they are not.
 */

const document = describeApi("https://draintrail.example.com");
const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
ajv.addSchema(closed({ $id: "api", components: document.components }));
const validators = new Map<string, ValidateFunction>();

/** @throws Error naming what differs; nothing for an answer that is as described, and for calls that are none of ours */
export function checkAnswer(method: string, path: string, status: number, body: unknown): void {
  const operation = findOperation(method, path);
  if (status >= 400)
    check(`#/components/schemas/${operation?.refusal ?? "Problem"}`, `${method} ${path}: ${status}`, body);
  else if (operation?.answer && status === (operation.status ?? 200))
    check(schemaOf(operation), `${method} ${path}`, body);
}

/** @param path below `/api/v1`, with or without its query */
export function findOperation(method: string, path: string): Operation | undefined {
  const [at = ""] = path.split("?");
  return OPERATIONS.filter((each) => each.method === method.toLowerCase())
    .filter((each) => new RegExp(`^${each.path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(at))
    .sort((a, b) => a.path.split("{").length - b.path.split("{").length)[0];
}

function schemaOf(operation: Operation): string {
  const { method, path } = operation;
  const described = document.paths[path]?.[method] as {
    responses: Record<string, { content?: Record<string, { schema?: { $ref: string } }> }>;
  };
  return described.responses[operation.status ?? 200]?.content?.["application/json"]?.schema?.$ref ?? "";
}

function check(ref: string, what: string, body: unknown): void {
  const validate = validators.get(ref) ?? ajv.compile({ $ref: `api${ref}` });
  validators.set(ref, validate);
  if (validate(body)) return;
  const faults = (validate.errors ?? []).slice(0, 5).map(({ instancePath, message, params }) => {
    return `${instancePath || "/"} ${message} ${JSON.stringify(params)}`;
  });
  throw new Error(`${what} answers other than openapi.json says: ${faults.join("; ")}`);
}

/** Every object with named members may have no others. */
function closed(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_key, value) =>
    value?.type === "object" && value.properties && value.additionalProperties === undefined
      ? { ...value, additionalProperties: false }
      : value,
  ) as object;
}
