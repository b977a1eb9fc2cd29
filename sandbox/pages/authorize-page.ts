import { escapeHtml, pageHtml } from "./layout.ts";

const meanings: Record<string, string> = {
  global: "read and change everything: account, apps, config vars, enterprise accounts",
  identity: "read your account information",
  read: "read apps and resources, without config vars",
  write: "read and change apps and resources, without config vars",
  "read-protected": "read apps and resources, with config vars",
  "write-protected": "read and change apps and resources, with config vars",
};

/**
 * Heroku's question whether an application may act for the user.
 *
 * @param given  the query as it came; posted back and read again
 */
export function authorizePage(
  client: string,
  scope: string[],
  emails: string[],
  given: Record<string, string>,
): string {
  const inputs = Object.entries(given).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const options = emails.map((email) => `<option>${escapeHtml(email)}</option>`);
  const wants = scope.map((word) => `<li><code>${escapeHtml(word)}</code>: ${escapeHtml(meanings[word] ?? "")}</li>`);
  return pageHtml(
    `Authorize ${client}`,
    `<h1>${escapeHtml(client)} wants to use your Heroku account</h1>
<section><ul>${wants.join("")}</ul>
<form method="post" action="/oauth/authorize">
${inputs.join("\n")}
<label>Signed in as <select name="user">${options.join("")}</select></label>
<button type="submit" name="decision" value="allow" class="main">Allow</button>
<button type="submit" name="decision" value="deny">Deny</button>
</form></section>`,
  );
}

export function refusalPage(sentence: string): string {
  return pageHtml("Cannot authorize", `<h1>Cannot authorize</h1><section><p>${escapeHtml(sentence)}</p></section>`);
}
