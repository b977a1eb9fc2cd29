/** These bytes are no archive of the audit trail. The message ends the sentence "The archive cannot be read: ...". */
export class UnreadableArchiveError extends Error {}
