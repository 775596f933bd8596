import { describe, expect, it } from 'vitest';
import { Batch } from '../../src/store/mongo/batch.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A batch whose groups come to their end when told to. */
function openBatch(linger?: () => Promise<void>) {
  const groups: { readonly items: readonly number[]; readonly end: PromiseWithResolvers<readonly string[]> }[] = [];
  const carryOut = (items: readonly number[]) => {
    const end = Promise.withResolvers<readonly string[]>();
    groups.push({ items, end });
    return end.promise;
  };
  const batch = new Batch<number, string>(carryOut, { maxUnderWay: 2, ...(linger ? { linger } : {}) });
  const answer = async (index: number) => {
    const group = groups[index];
    group?.end.resolve(group.items.map((item) => `answer ${item}`));
    await turn();
  };
  return { batch, groups, answer, sizes: () => groups.map(({ items }) => items.length) };
}

describe('a batch', () => {
  it('lets a caller who is alone go at once', async () => {
    const { batch, answer, sizes } = openBatch();

    const alone = batch.add(1);
    await turn();

    expect(sizes()).toEqual([1]);
    await answer(0);
    expect(await alone).toBe('answer 1');
  });

  it('sends together what came in one moment, and what came while two were on their way; each gets its own answer', async () => {
    const { batch, answer, sizes } = openBatch();
    const moments = [[1, 2], [3], [4, 5, 6]].map(async (items, moment) => {
      for (let before = 0; before < moment; before++) await turn();
      return Promise.all(items.map((item) => batch.add(item)));
    });
    for (let moment = 0; moment < 4; moment++) await turn();
    expect(sizes()).toEqual([2, 1]);

    await answer(0);
    expect(sizes()).toEqual([2, 1, 3]);
    for (const group of [2, 1]) await answer(group);

    expect((await Promise.all(moments)).flat()).toEqual([1, 2, 3, 4, 5, 6].map((item) => `answer ${item}`));
  });

  it('sends no more than a hundred together', async () => {
    const { batch, answer, sizes } = openBatch();
    const answers = Array.from({ length: 252 }, (_, item) => batch.add(item));
    await turn();

    for (let group = 0; group < 3; group++) await answer(group);

    expect(sizes()).toEqual([100, 100, 52]);
    expect((await Promise.all(answers)).at(-1)).toBe('answer 251');
  });

  it('that may linger takes along whoever comes meanwhile, and is not late for it when it is full', async () => {
    const over = Promise.withResolvers<void>();
    const { batch, sizes } = openBatch(() => over.promise);
    for (let item = 0; item < 3; item++) void batch.add(item);
    await turn();
    expect(sizes()).toEqual([]);

    over.resolve();
    await turn();

    expect(sizes()).toEqual([3]);
    for (let item = 0; item < 150; item++) void batch.add(item);
    expect(sizes()).toEqual([3]);
    await turn();
    expect(sizes()).toEqual([3, 100]);
  });

  it('fails for those who went together, and for nobody else', async () => {
    const { batch, groups, answer } = openBatch();
    const together = Promise.allSettled([batch.add(1), batch.add(2)]);
    await turn();
    const other = batch.add(3);
    await turn();

    groups[0]?.end.reject(new Error('away'));
    await answer(1);

    expect((await together).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await other).toBe('answer 3');
    const next = batch.add(4);
    await turn();
    await answer(2);
    expect(await next).toBe('answer 4');
  });
});
