import { describe, expect, it } from 'vitest';
import type { Lease } from '../../src/domain/records.ts';
import { ClaimDesk } from '../../src/store/mongo/claim-desk.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const leaseOf = (tenant: string, worker: string): Lease => ({
  tenant,
  worker,
  fence: 1,
  until: 9,
  marksDisabled: false,
});

/** A desk behind which the claims wait to be answered: with a tenant, with none, or with an error. */
function openDesk() {
  const asked: { readonly worker: string; readonly end: PromiseWithResolvers<Lease | undefined> }[] = [];
  const desk = new ClaimDesk((worker) => {
    const end = Promise.withResolvers<Lease | undefined>();
    asked.push({ worker, end });
    return end.promise;
  });
  const answer = async (tenant: string | undefined) => {
    await turn();
    const last = asked.at(-1);
    last?.end.resolve(tenant === undefined ? undefined : leaseOf(tenant, last.worker));
    await turn();
  };
  return { desk, asked, answer, workers: () => asked.map(({ worker }) => worker) };
}

describe('workers who ask for a tenant at once', () => {
  it('hear together that there is none, after one look', async () => {
    const { desk, answer, workers } = openDesk();
    const claims = ['w1', 'w2', 'w3'].map((worker) => desk.ask(worker, ['acme']));

    await answer(undefined);

    expect(await Promise.all(claims)).toEqual([undefined, undefined, undefined]);
    expect(workers()).toEqual(['w1']);
  });

  it('get one each, as long as there are some', async () => {
    const { desk, answer, workers } = openDesk();
    const claims = ['w1', 'w2', 'w3'].map((worker) => desk.ask(worker, ['acme', 'beta']));

    for (const tenant of ['acme', 'beta', undefined]) await answer(tenant);

    expect(await Promise.all(claims)).toEqual([leaseOf('acme', 'w1'), leaseOf('beta', 'w2'), undefined]);
    expect(workers()).toEqual(['w1', 'w2', 'w3']);
  });

  it('are not told of a look that began before they asked', async () => {
    const { desk, answer, workers } = openDesk();
    const early = desk.ask('w1', ['acme']);
    await turn();
    const late = desk.ask('w2', ['acme']);

    await answer(undefined);
    expect(workers()).toEqual(['w1', 'w2']);
    await answer('acme');

    expect(await Promise.all([early, late])).toEqual([undefined, leaseOf('acme', 'w2')]);
  });

  it('ask apart for other tenants', async () => {
    const { desk, workers } = openDesk();

    void desk.ask('w1', ['acme']);
    void desk.ask('w2', ['beta']);
    await turn();

    expect(workers()).toEqual(['w1', 'w2']);
  });

  it('fail together, and may ask again', async () => {
    const { desk, asked, answer } = openDesk();
    const claims = Promise.allSettled(['w1', 'w2'].map((worker) => desk.ask(worker, ['acme'])));

    await turn();
    asked[0]?.end.reject(new Error('away'));

    expect((await claims).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = desk.ask('w1', ['acme']);
    await answer('acme');
    expect(await again).toEqual(leaseOf('acme', 'w1'));
  });
});
