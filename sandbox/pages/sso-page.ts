import type { SsoForm } from "../partner/sso.ts";
import { escapeHtml, pageHtml } from "./layout.ts";

/** Served as a file of its own, because the page's policy forbids inline scripts. */
export const submitScript = "document.forms[0]?.submit();\n";

/** A form that submits itself, with a button for browsers that run no script. */
export function ssoPage(addonName: string, appName: string, form: SsoForm): string {
  const inputs = Object.entries(form.fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  return pageHtml(
    `Opening ${addonName}`,
    `<h1>Opening ${escapeHtml(addonName)}</h1>
<p>For the app ${escapeHtml(appName)}, as ${escapeHtml(form.fields.email ?? "")}.</p>
<form method="post" action="${escapeHtml(form.action)}">
${inputs.join("\n")}
<button type="submit" class="main">Open dashboard</button>
</form>
<script src="/assets/submit.js" defer></script>`,
  );
}
