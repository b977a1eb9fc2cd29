/** Escapes text for HTML, attributes included. */
export function escapeHtml(text: string): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => names[character] ?? character);
}

/** @param body  HTML, already escaped */
export function pageHtml(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/assets/sandbox.css">
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

export const styleSheet = `
:root { color-scheme: light dark; --ink: #1d2330; --dim: #5b6475; --paper: #f7f8fa; --card: #fff; --line: #d9dde5; --brand: #5b45d6; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaf0; --dim: #a3abbb; --paper: #14161c; --card: #1d2029; --line: #343a48; --brand: #a99bff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 0; }
p { margin: .25rem 0; color: var(--dim); }
code { font-family: ui-monospace, monospace; font-size: .9em; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.25rem; margin-top: 1.25rem; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--dim); font-weight: 500; }
a { color: var(--brand); }
form { display: inline-flex; gap: .4rem; align-items: center; margin: .25rem .35rem .25rem 0; }
button, input { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .7rem; }
button { cursor: pointer; }
button:hover { border-color: var(--brand); }
button.main { background: var(--brand); color: var(--card); border-color: var(--brand); }
input { width: 6rem; }
:focus-visible { outline: 2px solid var(--brand); outline-offset: 2px; }
`;
