/**
 * The nonce of this page's content security policy, for the few libraries that add `<style>` elements
 * (Mantine, CodeMirror, react-remove-scroll). Empty when the page is served without one, as by Vite in development.
 */
export function styleNonce(): string {
  return settingOf("csp-nonce") ?? "";
}

/** What is to be typed for this add-on: `heroku addons:open <id>`. Known without a session. */
export function addonId(): string {
  return settingOf("addon-id") ?? "draintrail";
}

/** What the server wrote into the page (app/http/dashboard/pages.ts); null where Vite served it as it is. */
function settingOf(name: string): string | null {
  const content = document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "__";
  return content.startsWith("__") ? null : content;
}
