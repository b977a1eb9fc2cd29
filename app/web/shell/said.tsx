/** A sentence of ours as people read it: what stands between backticks, a command or a name, is shown as code. */
export function Said({ text }: { text: string }) {
  const parts = text.split("`");
  // A backtick without its other half was meant as itself.
  if (parts.length % 2 === 0) return text;
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts are their places; they never move
  return parts.map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part));
}
