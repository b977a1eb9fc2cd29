/**
 * The nonce of this page's content security policy, for the few libraries that add `<style>` elements
 * (Mantine, CodeMirror, react-remove-scroll). Empty when the page is served without one, as by Vite in development.
 */
export function styleNonce(): string {
  const content = document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content") ?? "";
  return content.startsWith("__") ? "" : content;
}
