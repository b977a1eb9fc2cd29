/**
 * Which packages of the lock file are not installed in the version it names. Contents are compared, not file times:
 * a checkout, a copy or a cached node_modules changes those at will.
 *
 * @param lock       package-lock.json
 * @param installed  node_modules/.package-lock.json, npm's own record of what it installed
 * @returns          paths below the root, such as `node_modules/pg`
 */
export function findOutdated(lock, installed) {
  const found = installed.packages ?? {};
  return Object.entries(lock.packages ?? {})
    .filter(([path, wanted]) => {
      if (path === "" || wanted.link) return false;
      // An optional package is left out where it does not fit the system, which is most of them.
      if (found[path] === undefined) return !wanted.optional && !wanted.devOptional;
      return found[path].version !== wanted.version;
    })
    .map(([path]) => path);
}
