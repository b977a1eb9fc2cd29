import { escapeText } from "entities/escape";
import type { RequestHandler } from "express";
import { FAULTS } from "../../errors.ts";

/**
 * `GET /docs/errors`: what the `type` of every problem document points to. Anyone may read it, without a script and without
 * signing in: who asks may be a program's author, or somebody whose session has just ended.
 */
export function errorsPage(addonId: string): RequestHandler {
  const entries = Object.entries(FAULTS).map(
    ([code, { status, say }]) =>
      `<section id="${code}"><h2>${code} <small>${status}</small></h2><p>${markUp(say, addonId)}</p></section>`,
  );
  return (_req, res) => {
    res.type("html").send(pageOf(entries.join("\n"), String(res.locals.cspNonce)));
  };
}

/** A sentence as HTML: what is to be typed as code, what an answer fills in as a blank. */
function markUp(say: string, addonId: string): string {
  return escapeText(say.replaceAll("{addon}", addonId))
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\{(\w+)\}/g, "<var>$1</var>");
}

const pageOf = (entries: string, nonce: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Errors · Draintrail</title>
<link rel="icon" href="/favicon.svg">
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
<h1>Errors</h1>
<p>Every refusal has a stable <code>code</code>, and <code>type</code> of its problem document (RFC 9457) leads to its place on
this page. Switch on the code, never on the sentence: words in <var>italics</var> stand for what an answer fills in.</p>
${entries}
</main>
</body>
</html>
`;

/** The dashboard's colours (app/web/base.css), of which this page needs six. */
const STYLE = `
:root { color-scheme: light dark; --bg: #f6f7f5; --panel: #fff; --rule: #dde1dc; --text: #1b2322; --dim: #56625f; --mark: #0d5f58 }
@media (prefers-color-scheme: dark) {
  :root { --bg: #0f1413; --panel: #151b1a; --rule: #26302e; --text: #dfe7e5; --dim: #94a29e; --mark: #79cabd }
}
body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 24px 16px 64px }
h1 { margin: 0; font-size: 24px }
section { margin: 12px 0; padding: 12px 16px; border: 1px solid var(--rule); border-radius: 6px; background: var(--panel); scroll-margin-top: 16px }
section:target { border-color: var(--mark); box-shadow: inset 3px 0 var(--mark) }
h2 { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; margin: 0; font: 600 14px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere }
small { color: var(--dim); font-size: inherit; font-weight: 400 }
section p { margin: 4px 0 0 }
code { font: 13px ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere }
`;
