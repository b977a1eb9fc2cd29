/** What a value of OTLP is to us: JSON. Bytes are base64, whole numbers beyond what JSON holds are text. */
export type OtlpValue = string | number | boolean | null | OtlpValue[] | { [name: string]: OtlpValue };

export type OtlpAttributes = { [name: string]: OtlpValue };

/** As a number where JSON can hold it. */
export function wholeNumber(value: { toString(): string }): number | string {
  const text = value.toString();
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

/** JSON has no word for what is no number. */
export const finite = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** Names are the customer's: `__proto__` is one like any other. */
export function setOwn(attributes: OtlpAttributes, name: string, value: OtlpValue): void {
  if (name !== "__proto__") attributes[name] = value;
  else Object.defineProperty(attributes, name, { value, enumerable: true, configurable: true, writable: true });
}
