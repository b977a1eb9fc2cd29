import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Answer } from "./child-side.ts";

export interface Child {
  pid: number;
  ask<T>(name: string, input: unknown): Promise<T>;
  close(): Promise<void>;
}

/** Forks a module that calls `answerParent`. It ends with us, whatever ends us. */
export async function startChild(module: URL): Promise<Child> {
  const child = fork(fileURLToPath(module), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  const ended = new Promise<void>((resolve) => {
    child.once("exit", (code, signal) => {
      for (const { reject } of waiting.values())
        reject(new Error(`${fileURLToPath(module)} ended with ${signal ?? code}`));
      waiting.clear();
      resolve();
    });
  });
  child.on("message", (answer: Answer) => {
    const { resolve, reject } = waiting.get(answer.id) ?? {};
    waiting.delete(answer.id);
    if ("error" in answer) reject?.(new Error(answer.error));
    else resolve?.(answer.output);
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  return {
    pid: child.pid as number,
    ask<T>(name: string, input: unknown) {
      return new Promise<T>((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ id, name, input });
      });
    },
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** One question to a process of its own: for work that must not share ours, such as a second chDB directory. */
export async function askOnce<T>(module: URL, name: string, input: unknown): Promise<T> {
  const child = await startChild(module);
  try {
    return await child.ask<T>(name, input);
  } finally {
    await child.close();
  }
}
