/** These bytes are no archive of the audit trail. The message ends the sentence "The archive cannot be read: ...". */
export class UnreadableArchiveError extends Error {}

/** Something else stands where `wanted` should be. */
export function unexpected(wanted: string): UnreadableArchiveError {
  return new UnreadableArchiveError(
    `it is not the JSON of an archive: something else stands where ${wanted} should be`,
  );
}
