export function hashInputs(root: string, inputs: readonly string[], exclude?: readonly string[]): string;
export function isFresh(stampFile: string, hash: string, outputs: readonly string[]): boolean;
export function removeStamp(stampFile: string): void;
export function writeStamp(stampFile: string, hash: string): void;
