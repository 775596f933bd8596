import { expect, it, onTestFinished, vi } from 'vitest';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { createIndexes, missingIndexes } from '../../src/mongo-indexes.ts';
import { serverNow } from '../../src/store/mongo/expressions.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';
import { buildDelivery } from '../contract/store/setting.ts';
import { describeOnMongodb, describeWithOwnMongod, openTestDatabase, startOwnMongod } from './test-database.ts';

async function open(uri?: string): Promise<MongoConnection> {
  const mongo = await openTestDatabase(uri);
  onTestFinished(() => mongo.close());
  return mongo;
}

describeOnMongodb('the indexes', () => {
  it('are all there once made, and made again they stay as they are', async () => {
    const { mongoose } = await open();

    expect(await missingIndexes(mongoose)).toEqual([]);
    expect(await createIndexes(mongoose)).toEqual([]);
  });

  it('are made by two at the same time', async () => {
    const { mongoose } = await open();
    for (const model of Object.values(mongoose.models)) await model.collection.dropIndexes();
    expect(await missingIndexes(mongoose)).toContain('links.zendesk');

    await Promise.all([createIndexes(mongoose), createIndexes(mongoose)]);

    expect(await missingIndexes(mongoose)).toEqual([]);
  });

  it.each<[string, Record<string, 1>, object]>([
    ['is gone', {}, {}],
    [
      'has lost its uniqueness',
      { tenant: 1, zendeskId: 1 },
      { partialFilterExpression: { zendeskId: { $exists: true } } },
    ],
    ['covers everything', { tenant: 1, zendeskId: 1 }, { unique: true }],
    ['is about something else', { tenant: 1, state: 1 }, {}],
  ])('are not all there while one of them %s, and are made good', async (_, keys, options) => {
    const { mongoose } = await open();
    const links = mongoose.collection('links');
    await links.dropIndex('zendesk');
    if (Object.keys(keys).length > 0) await links.createIndex(keys, { name: 'zendesk', ...options });

    expect(await missingIndexes(mongoose)).toEqual(['links.zendesk']);
    expect(await createIndexes(mongoose)).toEqual(['links.zendesk']);

    expect(await missingIndexes(mongoose)).toEqual([]);
  });

  it('of an operator are left alone', async () => {
    const { mongoose } = await open();
    await mongoose.collection('links').createIndex({ state: 1 }, { name: 'mine' });

    await createIndexes(mongoose);

    const names = (await mongoose.collection('links').indexes()).map(({ name }) => name);
    expect(names).toContain('mine');
  });
});

describeWithOwnMongod('a delivery', () => {
  it('is forgotten after 30 days from Zendesk and 400 from Storeganise, and not before', async () => {
    const mongod = await startOwnMongod({ ttlMonitorSleepSecs: '1' });
    onTestFinished(() => mongod.stop());
    const mongo = await open(mongod.uri);
    const day = 86_400_000;
    const acceptAgo = (days: number, platform: 'storeganise' | 'zendesk') =>
      new MongoStore(mongo, { now: serverNow, about: () => Date.now() - days * day }).accept(
        buildDelivery({ platform, key: `${days}` }),
      );
    for (const days of [29, 31]) await acceptAgo(days, 'zendesk');
    for (const days of [31, 399, 401]) await acceptAgo(days, 'storeganise');

    const kept = async () => {
      const found = await mongo.mongoose.collection('deliveries').find().sort({ _id: 1 }).toArray();
      return found.map(({ platform, key }) => `${platform} ${key}`);
    };
    await vi.waitFor(async () => expect(await kept()).toEqual(['storeganise 31', 'storeganise 399', 'zendesk 29']), {
      timeout: 10_000,
    });
  });
});
