import { once } from "node:events";
import { SMTPServer } from "smtp-server";

/** A mail as it came. */
export interface ReceivedMail {
  from: string;
  to: string[];
  /** By lower-case name, folded lines joined. */
  headers: Record<string, string>;
  text: string;
}

/** A real SMTP server of this machine that keeps what it gets. */
export interface MailServer {
  url: string;
  mails: ReceivedMail[];
  /** The answer to the next recipients: 550, say, or 451. */
  refuse(code: number, times: number): void;
  close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const refusals: number[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onRcptTo(_address, _session, done) {
      const code = refusals.shift();
      done(code === undefined ? null : Object.assign(new Error("not now"), { responseCode: code }));
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const to = rcptTo.map(({ address }) => address);
        mails.push({
          from: mailFrom ? mailFrom.address : "",
          to,
          ...readMail(Buffer.concat(parts).toString("latin1")),
        });
        done();
      });
    },
  });
  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const address = listening.address();
  return {
    url: `smtp://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    mails,
    refuse: (code, times) => refusals.push(...Array.from({ length: times }, () => code)),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function readMail(raw: string): Pick<ReceivedMail, "headers" | "text"> {
  const end = raw.indexOf("\r\n\r\n");
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]),
  );
  const body = raw.slice(end + 4);
  const encoding = headers["content-transfer-encoding"];
  const bytes =
    encoding === "base64"
      ? Buffer.from(body, "base64")
      : Buffer.from(encoding === "quoted-printable" ? fromQuotedPrintable(body) : body, "latin1");
  return { headers, text: bytes.toString("utf8").replaceAll("\r\n", "\n") };
}

function fromQuotedPrintable(text: string): string {
  return text
    .replaceAll("=\r\n", "")
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
