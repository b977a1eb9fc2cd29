import { type Mail, type Mailer, MailRefusedError } from "../../clients/mailer.ts";
import type { Services } from "../../context.ts";
import type { AlertRow } from "../../stores/postgres/alerts.ts";
import { openDestination } from "./destination.ts";
import { emailMessage } from "./messages/email.ts";
import type { AlertNews } from "./messages/message.ts";
import { pagerDutyMessage } from "./messages/pagerduty.ts";
import { slackMessage } from "./messages/slack.ts";
import { webhookMessage } from "./messages/webhook.ts";
import { type SendOutcome, sendMessage } from "./send-message.ts";

/** Tells whoever an alert tells, once, in the words of the place. */
export async function tell(services: Services, alert: AlertRow, news: AlertNews): Promise<SendOutcome> {
  const { clients, config, clock, log } = services;
  const { destination, signingSecret } = openDestination(services, alert);
  const send = (message: Parameters<typeof sendMessage>[1]) => sendMessage(clients.alertTargets, message);
  switch (destination.kind) {
    case "email":
      return sendMail(clients.mailer, emailMessage(destination.address, news, config.baseUrl), (error) =>
        log.warn({ err: error, alertId: alert.id }, "mail not sent"),
      );
    case "pagerduty":
      return send(pagerDutyMessage(config.pagerDutyEventsUrl, destination.routing_key, news));
    case "slack":
      return send(slackMessage(destination.url, news));
    case "webhook":
      if (signingSecret === null) throw new Error(`webhook of alert ${alert.id} has no signing secret`);
      return send(webhookMessage(destination.url, signingSecret, news, clock.now()));
  }
}

/** What is wrong with our own server is the operator's to mend: it goes to our log, and is tried again. */
async function sendMail(mailer: Mailer | null, mail: Mail, onTrouble: (error: unknown) => void): Promise<SendOutcome> {
  if (mailer === null) return { error: "No mail is sent from here any more.", isFinal: false };
  try {
    await mailer.send(mail);
    return { error: null, isFinal: true };
  } catch (error) {
    if (error instanceof MailRefusedError)
      return { error: `The mail was refused (${error.responseCode}).`, isFinal: true };
    onTrouble(error);
    return { error: "The mail could not be sent.", isFinal: false };
  }
}
