/**
 * Heroku's error codes in plain words: what happened, and what the app's owner can do. Titles are Heroku's own; H33 and
 * H34 are newer than most lists, and some twenty H and R codes are not emitted on Fir.
 * Source: Dev Center "Heroku Error Codes", "Logplex Error Codes".
 */
export interface HerokuCode {
  title: string;
  means: string;
  todo: string;
}

const router: Record<string, HerokuCode> = {
  H10: {
    title: "App crashed",
    means: "The web dyno has crashed, so nothing took the request.",
    todo: "Look at the lines of the dyno just before: the crash and its stack trace are there. A crashed dyno is started again by itself, later each time; `heroku restart` does it now.",
  },
  H11: {
    title: "Backlog too deep",
    means: "More requests wait for the dynos than the router lets wait.",
    todo: "Requests come faster than they are answered: add web dynos, or find what made them slow (`service:>5s`).",
  },
  H12: {
    title: "Request timeout",
    means:
      "The dyno took the request and sent nothing within 30 seconds. The router gave up; the dyno may still be at it.",
    todo: "Open the request's trace to see where it stood still. Move long work to a background job, set time limits on calls to databases and other services, and let the web server give up before 30 seconds.",
  },
  H13: {
    title: "Connection closed without response",
    means: "The dyno accepted the connection and closed it without an answer.",
    todo: "Usually the process behind it died or was killed: look for R15, for a worker's time limit in the web server, and for an exit in the dyno's lines.",
  },
  H14: {
    title: "No web dynos running",
    means: "The app has no web dyno.",
    todo: "`heroku ps:scale web=1`. If the Procfile has no `web` process, add one.",
  },
  H15: {
    title: "Idle connection",
    means: "The answer began, and then nothing was sent in either direction for 55 seconds.",
    todo: "Send something at least every 55 seconds on long answers (a comment in an event stream, a ping in a WebSocket).",
  },
  H16: {
    title: "Redirect to herokuapp.com",
    means: "An old code that Heroku does not use any more.",
    todo: "Nothing.",
  },
  H17: {
    title: "Poorly formatted HTTP response",
    means: "What the dyno sent was not valid HTTP.",
    todo: "Look for code that writes headers or status lines by hand, and for a proxy in the dyno; try the same request locally with `curl -v`.",
  },
  H18: {
    title: "Server request interrupted",
    means: "The dyno broke the connection off in the middle of the request or the answer.",
    todo: "Look for a crash, a restart (a release, the daily cycling) or a web server that stops reading large bodies.",
  },
  H19: {
    title: "Backend connection timeout",
    means: "The router could not connect to the dyno within 5 seconds.",
    todo: "The dyno is too busy to accept connections: look at its load, its threads or workers, and at long garbage collections.",
  },
  H20: {
    title: "App boot timeout",
    means: "The request waited 75 seconds for a dyno that was still starting.",
    todo: "Make the start quicker, or use Preboot so that the old dynos answer until the new ones can.",
  },
  H21: {
    title: "Backend connection refused",
    means: "The dyno refused the connection.",
    todo: "The process listens on another port or has stopped: it must listen on `$PORT`, on all addresses (0.0.0.0).",
  },
  H22: {
    title: "Connection limit reached",
    means: "The dyno has too many open connections at once.",
    todo: "Close connections that are done, shorten long polling, or add dynos.",
  },
  H23: {
    title: "Endpoint misconfigured",
    means: "An old code that Heroku does not use any more.",
    todo: "Nothing.",
  },
  H24: {
    title: "Forced close",
    means: "The router closed the connection, most often because the dyno or the router was being replaced.",
    todo: "Nothing when it is rare. Let long-lived clients connect again by themselves.",
  },
  H25: {
    title: "HTTP restriction",
    means:
      "The dyno's answer breaks a limit of the router: a wrong Content-Length, or a cookie, header or status line that is too large.",
    todo: "`desc` says which. Keep cookies and headers small, and send one right Content-Length.",
  },
  H26: {
    title: "Request error",
    means: "The client's request was not valid HTTP, so it never reached the dyno.",
    todo: "`cause` says what was wrong. Usually a broken client or a scanner; nothing is wrong with the app.",
  },
  H27: {
    title: "Client request interrupted",
    means: "The client went away before the answer was there.",
    todo: "Normal now and then. Many of them on one path mean that it is too slow for those who wait.",
  },
  H28: {
    title: "Client connection idle",
    means: "The client sent nothing for 55 seconds.",
    todo: "Usually a slow or broken network on the client's side. Let large uploads go straight to object storage.",
  },
  H31: {
    title: "Misdirected request",
    means: "The client asked for a host that its connection was not opened for.",
    todo: "Check DNS and the certificate of the domain; a browser tries again by itself.",
  },
  H32: {
    title: "SSL certificate error",
    means: "The client's certificate does not fit the domain that it asked for.",
    todo: "Check the domain's certificates with `heroku certs`, and what the client sends.",
  },
  H33: {
    title: "HTTP/2 stream error",
    means: "A stream of an HTTP/2 connection broke.",
    todo: "Nothing when it is rare. If it is always the same client or path, try it with HTTP/1.1.",
  },
  H34: {
    title: "All dynos quarantined",
    means: "The router could not connect to any web dyno a short while ago, so it leaves each alone for some seconds.",
    todo: "All dynos are too busy or stuck at once: look at load, memory and what they wait for together, such as the database.",
  },
  H80: {
    title: "Maintenance mode",
    means: "Maintenance mode is on, so visitors see the maintenance page.",
    todo: "`heroku maintenance:off` when you are done.",
  },
  H81: {
    title: "Blank app",
    means: "Nothing has been deployed to the app yet.",
    todo: "Deploy it, for example with `git push heroku main`.",
  },
  H82: {
    title: "Dyno hours used up",
    means: "The account's pool of dyno hours is used up for this month.",
    todo: "Move the app to another dyno type, or wait for the next month.",
  },
  H83: {
    title: "Planned service degradation",
    means: "Heroku degrades this service on purpose and has announced it.",
    todo: "See status.heroku.com and Heroku's changelog.",
  },
  H99: {
    title: "Platform error",
    means: "Something went wrong inside Heroku.",
    todo: "See status.heroku.com. If it lasts and nothing is said there, open a ticket with Heroku.",
  },
};

const dyno: Record<string, HerokuCode> = {
  R10: {
    title: "Boot timeout",
    means: "The web process did not listen on `$PORT` within its time (60 seconds for most), so it was stopped.",
    todo: "Listen on `$PORT` first and do slow work afterwards; look at what the start waits for.",
  },
  R12: {
    title: "Exit timeout",
    means: "The process did not end within 30 seconds of SIGTERM and was killed.",
    todo: "On SIGTERM stop taking work, finish or put back what is in hand, and exit.",
  },
  R13: {
    title: "Attach error",
    means: "A one-off dyno (`heroku run`) could not be connected to your terminal.",
    todo: "Try again; use `heroku run:detached` where no terminal is needed.",
  },
  R14: {
    title: "Memory quota exceeded",
    means: "The dyno uses more memory than its type has and swaps: it runs, slowly.",
    todo: "Fewer workers or threads in each dyno, find the leak, or use a larger dyno type. `kind:metrics` lines show how it grew.",
  },
  R15: {
    title: "Memory quota vastly exceeded",
    means: "The dyno used far more memory than its type has and was killed.",
    todo: "As for R14, and look at what it did just before: one large file or query is often enough.",
  },
  R16: {
    title: "Detached",
    means: "A one-off dyno goes on although its terminal has gone.",
    todo: "`heroku ps` shows it, `heroku ps:stop` ends it. Let the process end on SIGHUP.",
  },
  R17: {
    title: "Checksum error",
    means: "The slug that the dyno fetched was damaged.",
    todo: "Deploy again; if it comes back, open a ticket with Heroku.",
  },
  R99: {
    title: "Platform error",
    means: "Something went wrong inside Heroku, and the dyno could not be run.",
    todo: "See status.heroku.com. Heroku tries again by itself.",
  },
};

const logs: Record<string, HerokuCode> = {
  L10: {
    title: "Drain buffer overflow",
    means:
      "Lines came faster than this drain took them, and Logplex threw some away before they reached us. The line says how many.",
    todo: "Log less at once (debug lines first). The Ledger shows how many lines Heroku dropped in each hour.",
  },
  L11: {
    title: "Tail buffer overflow",
    means:
      "A `heroku logs --tail` could not keep up. It concerns that terminal only; this search misses nothing by it.",
    todo: "Nothing.",
  },
  L12: {
    title: "Local buffer overflow",
    means:
      "The dyno wrote faster than its log sender took, and lines were lost inside the dyno. The line says how many.",
    todo: "Log less at once in that process: debug output, loops that log, bodies of requests.",
  },
  L13: {
    title: "Local delivery error",
    means: "The dyno's log sender could not hand lines over to Heroku, and they were lost. The line says how many.",
    todo: "Nothing when it is rare; see status.heroku.com when it is not.",
  },
  L14: {
    title: "Certificate validation error",
    means: "Logplex does not trust the certificate of one of the app's TLS syslog drains.",
    todo: "Renew or complete that drain's certificate; `heroku drains` lists them.",
  },
  L15: {
    title: "Tail buffer temporarily unavailable",
    means:
      "Heroku could not keep recent lines for `heroku logs` for a while. Drains, and so this search, are not concerned.",
    todo: "Nothing.",
  },
};

const HEROKU_CODES: ReadonlyMap<string, HerokuCode> = new Map(Object.entries({ ...router, ...dyno, ...logs }));

/** @returns null for what is no code of Heroku's, whatever the text */
export function herokuCode(code: string): HerokuCode | null {
  return HEROKU_CODES.get(code) ?? null;
}
