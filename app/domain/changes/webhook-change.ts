import type { ChangeRow } from "../../stores/clickhouse/changes/change-block.ts";
import type { WebhookEventRow } from "../../stores/postgres/webhooks.ts";
import { type ChangeOrigin, type Named, toChangeRow } from "./change-row.ts";
import { memberAt, textAt, timeOf } from "./json-values.ts";
import { namedAt, personAt } from "./normalise-audit-event.ts";
import { detailsOf, readDetails } from "./read-details.ts";

/** A webhook event as a change, in the audit trail's words: an `addon-attachment` that is created is `addon.attach`. */
export function webhookChange(
  event: WebhookEventRow,
  origin: Omit<ChangeOrigin, "sourceId" | "receivedAtMs">,
): ChangeRow {
  const { payload } = event;
  const data = memberAt(payload, "data");
  const { type, action } = nameOf(event);
  // Published is when Heroku began to deliver; what people look for is when it happened.
  const createdAtMs = timeOf(memberAt(payload, "created_at"));
  return toChangeRow(
    {
      source: "webhook",
      event: payload,
      eventId: event.event_id,
      atMs: createdAtMs ?? event.occurred_at.getTime(),
      createdAtMs,
      type,
      action,
      actor: personAt(payload, "actor"),
      app: appOf(event, data),
      owner: personAt(data, "owner"),
      team: namedAt(data, "team"),
      account: { id: "", name: "" },
      ip: "",
      data,
      details:
        event.entity === "addon-attachment" && type === "addon"
          ? detailsOf("addon", [textAt(data, "addon.name")].filter(Boolean), { attachment: textAt(data, "name") })
          : readDetails(type, data),
    },
    {
      ...origin,
      sourceId: textAt(payload, "webhook_metadata.webhook.id"),
      receivedAtMs: event.received_at.getTime(),
    },
  );
}

const ATTACHMENTS: Readonly<Record<string, string>> = { create: "attach", destroy: "detach" };

function nameOf({ entity, action }: WebhookEventRow): { type: string; action: string } {
  const attached = entity === "addon-attachment" ? ATTACHMENTS[action] : undefined;
  if (attached !== undefined) return { type: "addon", action: attached };
  return { type: entity.replaceAll("-", "_"), action };
}

function appOf({ entity }: WebhookEventRow, data: unknown): Named {
  return entity === "app" ? { id: textAt(data, "id"), name: textAt(data, "name") } : namedAt(data, "app");
}
