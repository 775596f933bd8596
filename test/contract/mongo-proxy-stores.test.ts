import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { literal, serverNow } from '../../src/mongo-expressions.ts';
import type { Connected } from '../../src/oauth-proxy/connection-store.ts';
import { MongoAuthorizationStore } from '../../src/oauth-proxy/mongo/mongo-authorization-store.ts';
import { MongoConnectionStore } from '../../src/oauth-proxy/mongo/mongo-connection-store.ts';
import { registerProxyModels } from '../../src/oauth-proxy/mongo/schemas.ts';
import { describeOnMongodb, empty, openTestDatabase } from '../mongo/test-database.ts';
import { authorizationStoreContract } from '../proxy/authorization-store-contract.ts';
import { buildConnection, connectionStoreContract } from '../proxy/connection-store-contract.ts';

describeOnMongodb('on a real server', () => {
  let mongo: MongoConnection;
  beforeAll(async () => {
    mongo = await openTestDatabase(undefined, undefined, { register: registerProxyModels });
  });
  afterEach(async () => {
    await checkDocuments(mongo);
    await empty(mongo);
  });
  afterAll(() => mongo.close());

  connectionStoreContract('MongoDB', async (clock) => new MongoConnectionStore(mongo, () => literal(clock.now())));
  authorizationStoreContract(
    'MongoDB',
    async (clock) => new MongoAuthorizationStore(mongo, () => literal(clock.now())),
  );

  it.each([
    ['beside the others', { surprise: 'x' }],
    ['beside the sealed tokens', { tokens: { ...buildConnection().tokens, accessToken: 'x' } }],
  ])('keeps no field that nobody knows: %s', async (_, over) => {
    const save = () => new MongoConnectionStore(mongo).save(buildConnection(over as never));

    await expect(save()).rejects.toThrow(/surprise|accessToken/);

    expect(await mongo.collection('connections').countDocuments({ _id: { $exists: true } })).toBe(0);
  });
});

describeOnMongodb('processes whose clocks are an hour wrong', () => {
  let mongo: MongoConnection;
  beforeAll(async () => {
    mongo = await openTestDatabase(undefined, undefined, { register: registerProxyModels });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await empty(mongo);
  });
  afterAll(() => mongo.close());

  const HOUR_MS = 3_600_000;
  const setWrong = (byMs: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + byMs });

  it('hold a lease for as long as the database says', async () => {
    const connections = new MongoConnectionStore(mongo);
    const saved = (await connections.save(buildConnection())) as Connected;
    const claimed = await connections.claimRefresh(saved, { holder: 'a', forMs: 30_000 });

    setWrong(HOUR_MS);

    const again = claimed && (await connections.claimRefresh(claimed, { holder: 'b', forMs: 30_000 }));
    expect([claimed?.lease?.holder, again]).toEqual(['a', undefined]);
  });

  it.each([HOUR_MS, -HOUR_MS])('by %i ms keep a consent under way for ten minutes', async (byMs) => {
    const authorizations = new MongoAuthorizationStore(mongo);
    const begun = { stateHash: 'state', browserHash: 'browser', codeVerifier: 'verifier', ticket: 'ticket' };
    await authorizations.insert(begun, 600_000);
    const later = new MongoAuthorizationStore(mongo, () => ({ $add: [serverNow(), 601_000] }));

    setWrong(byMs);

    expect(await later.take(begun)).toBeUndefined();
    expect(await authorizations.take(begun)).toEqual(begun);
  });
});

/** Updates in pipelines pass by the schemas: whatever they left must be what the schemas say. */
async function checkDocuments(mongo: MongoConnection): Promise<void> {
  for (const Model of Object.values(mongo.mongoose.models)) {
    for (const document of await Model.collection.find().toArray()) await new Model(document).validate();
  }
}
