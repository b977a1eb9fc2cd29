/** Whether the person ended the session here, in this page; a new sign-in loads the page anew. */
let isSignedOut = false;

export function noteSignedOut(): void {
  isSignedOut = true;
}

export function hasSignedOut(): boolean {
  return isSignedOut;
}
