/** What bounds one call of a group. */
export interface GroupLimits<Item> {
  /** Calls under way at once; what comes meanwhile waits for the next. */
  inFlightMax: number;
  itemsMax: number;
  /** Sum of `weigh` over the items of a call; one item alone may weigh more. */
  weightMax: number;
  weigh(item: Item): number;
}

/**
 * Makes one call of many that come at the same time (group commit): items of one turn of the event loop go together, and
 * while calls are under way they gather for the next one. Alone, an item goes at the end of its turn; under load the cost
 * of a call is shared. Order is kept.
 *
 * @param call answers in the order of its items. When it rejects, so does each of them, and whatever waits: where calls end
 *   by a time limit, what waits for its turn would meet it one group after the other, and be kept in memory meanwhile
 */
export function groupCalls<Item, Answer>(
  call: (items: Item[]) => Promise<Answer[]>,
  limits: GroupLimits<Item>,
): (item: Item) => Promise<Answer> {
  interface Waiting {
    item: Item;
    resolve: (answer: Answer) => void;
    reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let inFlight = 0;
  let isScheduled = false;

  const takeGroup = (): Waiting[] => {
    let weight = 0;
    let size = 0;
    for (const { item } of waiting) {
      weight += limits.weigh(item);
      if (size > 0 && (size === limits.itemsMax || weight > limits.weightMax)) break;
      size++;
    }
    const group = waiting.slice(0, size);
    waiting = waiting.slice(size);
    return group;
  };
  const send = async (): Promise<void> => {
    const group = takeGroup();
    inFlight++;
    try {
      const answers = await call(group.map(({ item }) => item));
      for (const [i, { resolve }] of group.entries()) resolve(answers[i] as Answer);
    } catch (error) {
      for (const { reject } of [...group, ...waiting]) reject(error);
      waiting = [];
    } finally {
      inFlight--;
      sendSoon();
    }
  };
  const sendSoon = () => {
    if (isScheduled || waiting.length === 0) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      while (waiting.length > 0 && inFlight < limits.inFlightMax) void send();
    });
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      sendSoon();
    });
}
