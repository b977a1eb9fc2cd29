/**
 * The messages waiting for one drain, oldest first. When it is full the oldest go and are counted.
 * Source: heroku/logplex `logplex_msg_buffer.erl`, `logplex_drain_buffer.erl`.
 */
export class DrainBuffer {
  #capacity: number;
  #messages: Buffer[] = [];
  #bytes = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get count(): number {
    return this.#messages.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** @returns how many of the oldest messages had to go */
  push(messages: readonly Buffer[]): number {
    for (const message of messages) {
      this.#messages.push(message);
      this.#bytes += message.length;
    }
    return this.#displace();
  }

  /** @returns how many of the oldest messages had to go */
  resize(capacity: number): number {
    this.#capacity = capacity;
    return this.#displace();
  }

  /**
   * Takes the next batch: whole messages while their sum stays strictly below the target; a message that alone
   * reaches the target goes by itself.
   */
  takeBatch(bytesTarget: number): Buffer[] {
    let bytes = 0;
    let count = 0;
    for (const message of this.#messages) {
      if (count > 0 && bytes + message.length >= bytesTarget) break;
      bytes += message.length;
      count += 1;
    }
    this.#bytes -= bytes;
    return this.#messages.splice(0, count);
  }

  #displace(): number {
    const excess = Math.max(0, this.#messages.length - this.#capacity);
    for (const gone of this.#messages.splice(0, excess)) this.#bytes -= gone.length;
    return excess;
  }
}
