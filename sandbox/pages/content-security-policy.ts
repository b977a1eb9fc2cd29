/** No `form-action`: single sign-on and the OAuth consent leave for the partner's origin, and are redirected there. */
export const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'";
