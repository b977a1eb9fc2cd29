/** The whole address of a page of ours with what its search holds, for somebody else to open. */
export function pageUrl(path: string, search: object): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) params.set(name, String(value));
  return `${window.location.origin}${path}?${params}`;
}
