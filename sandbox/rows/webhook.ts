export interface WebhookRow {
  id: string;
  resourceId: string;
  include: string[];
  level: "notify" | "sync";
  url: string;
  secret: string;
  authorization: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface WebhookEventRow {
  id: string;
  resourceId: string;
  include: string;
  payload: WebhookPayload;
  createdAt: string;
  updatedAt: string;
}

export interface WebhookPayload {
  action: "create" | "update" | "destroy";
  actor: { id: string; email: string };
  data: Record<string, unknown>;
  previous_data: Record<string, unknown>;
  resource: string;
  version: string;
}

export interface WebhookDeliveryRow {
  id: string;
  resourceId: string;
  webhookId: string;
  eventId: string;
  include: string;
  status: "pending" | "scheduled" | "retrying" | "failed" | "succeeded";
  numAttempts: number;
  nextAttemptAt: string | null;
  lastAttempt: WebhookAttempt | null;
  createdAt: string;
  updatedAt: string;
}

export interface WebhookAttempt {
  id: string;
  code: number | null;
  error_class: string | null;
  status: "scheduled" | "succeeded" | "failed";
  created_at: string;
  updated_at: string;
}
