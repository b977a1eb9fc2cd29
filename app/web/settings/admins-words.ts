import type { AdminsAnswer, ResourceAnswer, VisitsAnswer } from "../../contract/api.ts";

/** Who may change things, in words and as a form has it. Pure. */

type Viewer = ResourceAnswer["viewer"];

/** The viewer's own address, where it can be on a list: Heroku says that it is theirs. */
export function ownAddress(viewer: Viewer): string | null {
  return viewer.kind === "session" && viewer.is_email_verified ? viewer.email.toLowerCase() : null;
}

/** "dana@example.com and 2 others may change things; others may look." */
export function adminsWords({ admins }: Pick<AdminsAnswer, "admins">): string {
  if (admins === null) return "Everybody whom Heroku lets open this dashboard may change things.";
  return `${admins.join(", ")} may change things. Others whom Heroku lets in may look.`;
}

/** Addresses to choose from, in their order: those that are listed, and those that came with an address Heroku vouched for. */
export function knownAddresses(listed: readonly string[], visits: VisitsAnswer["data"]): string[] {
  const came = visits.filter((visit) => visit.is_email_verified).map((visit) => visit.email.toLowerCase());
  return [...new Set([...listed, ...came])].sort();
}

/** Addresses as somebody typed them, between commas, blanks or lines. */
export function typedAddresses(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== "");
}
