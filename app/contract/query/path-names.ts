const PATH_NAMES = new Set([
  "path",
  "url",
  "uri",
  "route",
  "file",
  "filename",
  "dir",
  "directory",
  "endpoint",
  "referer",
  "referrer",
  "location",
  "href",
  "target",
]);

/** Does the field hold paths, so that `/.../` in it is more likely a path than a regex? Judged by the last dotted part. */
export function isPathLike(name: string): boolean {
  return PATH_NAMES.has((name.split(/[.#]/).at(-1) ?? "").toLowerCase().replace(/^.*_/, ""));
}
