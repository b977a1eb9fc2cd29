/** A step that failed for a reason its message explains; `tail` is the end of what the failing command printed. */
export class SetupError extends Error {
  constructor(message, tail = "") {
    super(message);
    this.tail = tail;
  }
}

/**
 * Runs one step and prints its one line: `✓ redis-server 7.0.15`, or `✗ redis-server: …` with the reason.
 *
 * @param step  returns what is there now, in a word or two
 */
export async function reportStep(name, step) {
  // In a terminal the step shows while it runs, and its result takes the same line.
  const isTerminal = process.stdout.isTTY;
  if (isTerminal) process.stdout.write(`… ${name}`);
  const clear = isTerminal ? "\r\x1b[2K" : "";
  try {
    const result = await step();
    process.stdout.write(`${clear}✓ ${name} ${result}\n`);
  } catch (error) {
    process.stdout.write(clear);
    if (error instanceof SetupError) {
      if (error.tail) console.error(error.tail);
      console.error(`✗ ${name}: ${error.message}`);
    }
    throw error;
  }
}
