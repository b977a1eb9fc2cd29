interface LockFile {
  packages?: Record<string, { version?: string; optional?: boolean; devOptional?: boolean; link?: boolean }>;
}

export function findOutdated(lock: LockFile, installed: LockFile): string[];
