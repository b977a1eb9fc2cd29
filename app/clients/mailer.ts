import nodemailer from "nodemailer";

export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** Without its angle brackets; the same for each try. */
  messageId: string;
  /** What it belongs to: mail programs show those of one thing together. */
  thread: string;
  /** Where one sees to it that no more come. */
  unsubscribeUrl: string;
}

/** Sends mail by the operator's own server. */
export interface Mailer {
  /** @throws MailRefusedError when trying again would change nothing; else what nodemailer says */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** The server says that it will never take this mail: its answer's code is 5xx. */
export class MailRefusedError extends Error {
  readonly responseCode: number;
  constructor(responseCode: number, options: ErrorOptions) {
    super(`the mail server answered ${responseCode}`, options);
    this.name = "MailRefusedError";
    this.responseCode = responseCode;
  }
}

/** A server of one's own answers in milliseconds, one behind a queue in seconds; without these nodemailer waits for minutes. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/** @param smtpUrl `smtps://user:password@host:465`, or `smtp://`, which turns to TLS where the server offers it */
export function createMailer({ smtpUrl, from }: { smtpUrl: string; from: string }): Mailer {
  const transport = nodemailer.createTransport({ url: smtpUrl, ...TIMEOUTS });
  return {
    async send({ to, subject, text, messageId, thread, unsubscribeUrl }) {
      try {
        await transport.sendMail({
          from,
          // As an object: a text would be parsed, and may hold several.
          to: { name: "", address: to },
          subject,
          text,
          messageId: `<${messageId}>`,
          references: `<${thread}>`,
          headers: { "Auto-Submitted": "auto-generated" },
          list: { unsubscribe: unsubscribeUrl },
        });
      } catch (error) {
        const { responseCode, code } = error as { responseCode?: number; code?: string };
        // A refused login is the operator's to mend, and no word about this mail.
        if (responseCode !== undefined && responseCode >= 500 && code !== "EAUTH")
          throw new MailRefusedError(responseCode, { cause: error });
        throw error;
      }
    },
    close: () => transport.close(),
  };
}
