const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Any 128 bits in the usual spelling, in any case: Heroku's ids need not be of a version that RFC 9562 knows. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
