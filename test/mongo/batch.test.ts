import { describe, expect, it } from 'vitest';
import { Batch } from '../../src/store/mongo/batch.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A batch whose groups come to their end when told to. */
function openBatch() {
  const groups: { readonly items: readonly number[]; readonly end: PromiseWithResolvers<readonly string[]> }[] = [];
  const batch = new Batch<number, string>((items) => {
    const end = Promise.withResolvers<readonly string[]>();
    groups.push({ items, end });
    return end.promise;
  });
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

    expect(sizes()).toEqual([1]);
    await answer(0);
    expect(await alone).toBe('answer 1');
  });

  it('sends together what came while two were on their way, and answers each its own', async () => {
    const { batch, answer, sizes } = openBatch();
    const answers = Promise.all([1, 2, 3, 4, 5].map((item) => batch.add(item)));
    expect(sizes()).toEqual([1, 1]);

    await answer(0);
    expect(sizes()).toEqual([1, 1, 3]);
    for (const group of [2, 1]) await answer(group);

    expect(await answers).toEqual([1, 2, 3, 4, 5].map((item) => `answer ${item}`));
  });

  it('sends no more than a hundred together', async () => {
    const { batch, answer, sizes } = openBatch();
    const answers = Array.from({ length: 252 }, (_, item) => batch.add(item));

    for (let group = 0; group < 5; group++) await answer(group);

    expect(sizes()).toEqual([1, 1, 100, 100, 50]);
    expect((await Promise.all(answers)).at(-1)).toBe('answer 251');
  });

  it('fails for those who went together, and for nobody else', async () => {
    const { batch, groups, answer } = openBatch();
    const ends = Promise.allSettled([1, 2, 3, 4].map((item) => batch.add(item)));
    await answer(0);

    groups[2]?.end.reject(new Error('away'));
    await answer(1);

    expect((await ends).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    const next = batch.add(5);
    await answer(3);
    expect(await next).toBe('answer 5');
  });
});
