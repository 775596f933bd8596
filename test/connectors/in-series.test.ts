import { describe, expect, it } from 'vitest';
import { inSeries, type Remote, type Reply } from '../../src/connectors/remote.ts';

const OK: Reply = { kind: 'ok', body: {} };

describe('a client in series', () => {
  it('sends one request after the other, in their order, also after one that failed', async () => {
    const started: string[] = [];
    const ends: (() => void)[] = [];
    const slow: Remote = {
      call(_, path) {
        started.push(path);
        const { promise, resolve, reject } = Promise.withResolvers<Reply>();
        ends.push(() => (path === '/1' ? reject(new Error('defect')) : resolve(OK)));
        return promise;
      },
    };
    const remote = inSeries(slow);

    const replies = ['/1', '/2', '/3'].map((path) => remote.call('GET', path).catch(() => 'failed'));
    for (let turn = 1; turn <= 3; turn += 1) {
      await Promise.resolve().then(() => Promise.resolve());
      expect(started).toHaveLength(turn);
      ends[turn - 1]?.();
      await replies[turn - 1];
    }

    expect(started).toEqual(['/1', '/2', '/3']);
    expect(await Promise.all(replies)).toEqual(['failed', OK, OK]);
  });
});
