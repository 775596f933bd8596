/** What goes together at most: a command should neither grow without end nor hold the server for long. */
const MAX_ITEMS = 100;

type Waiting<Item, Answer> = { readonly item: Item; readonly end: PromiseWithResolvers<Answer> };

/**
 * Group commit: what is asked for while others are on their way waits for them and then goes together, so that many callers
 * share one round trip and one commit.
 */
export class Batch<Item, Answer> {
  readonly #carryOut: (items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly #maxUnderWay: number;
  readonly #linger: (() => Promise<void>) | undefined;
  readonly #waiting: Waiting<Item, Answer>[] = [];
  #underWay = 0;

  /**
   * `carryOut` answers each item in its place, or fails for all of them. A caller who is alone goes at once, or after `linger`,
   * which a full group does not wait for.
   */
  constructor(
    carryOut: (items: readonly Item[]) => Promise<readonly Answer[]>,
    { maxUnderWay, linger }: { readonly maxUnderWay: number; readonly linger?: () => Promise<void> },
  ) {
    this.#carryOut = carryOut;
    this.#maxUnderWay = maxUnderWay;
    this.#linger = linger;
  }

  add(item: Item): Promise<Answer> {
    const end = Promise.withResolvers<Answer>();
    this.#waiting.push({ item, end });
    if (this.#underWay < this.#maxUnderWay) void this.#send();
    return end.promise;
  }

  async #send(): Promise<void> {
    this.#underWay += 1;
    while (this.#waiting.length > 0) {
      if (this.#waiting.length < MAX_ITEMS) await this.#linger?.();
      const group = this.#waiting.splice(0, MAX_ITEMS);
      try {
        const answers = group.length === 0 ? [] : await this.#carryOut(group.map(({ item }) => item));
        for (const [index, { end }] of group.entries()) end.resolve(answers[index] as Answer);
      } catch (error) {
        for (const { end } of group) end.reject(error);
      }
    }
    this.#underWay -= 1;
  }
}
