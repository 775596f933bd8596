import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { literal } from '../../src/mongo-expressions.ts';
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

/** Updates in pipelines pass by the schemas: whatever they left must be what the schemas say. */
async function checkDocuments(mongo: MongoConnection): Promise<void> {
  for (const Model of Object.values(mongo.mongoose.models)) {
    for (const document of await Model.collection.find().toArray()) await new Model(document).validate();
  }
}
