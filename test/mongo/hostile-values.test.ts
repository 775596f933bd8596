import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';
import { buildDelivery, claim, take } from '../contract/store/setting.ts';
import { buildCase, buildLink } from '../support/builders.ts';
import { describeOnMongodb, empty, openTestDatabase } from './test-database.ts';

// What platforms send becomes part of updates that the server computes: none of it may be read as a path or an operator.
describeOnMongodb.each(['$tenant', '$$ROOT', '$$NOW', '$a.b', '{"$gt":""}', '', 'a|b', '\u0000', '😀'])(
  'a value like %j',
  (value) => {
    let mongo: MongoConnection;
    let store: MongoStore;
    beforeAll(async () => {
      mongo = await openTestDatabase();
      store = new MongoStore(mongo);
    });
    afterAll(async () => {
      await empty(mongo);
      await mongo.close();
    });

    it('is kept as it is in a delivery and its change', async () => {
      const ref = { tenant: 'acme', platform: 'zendesk', recordId: value || 'none' } as const;
      const delivery = buildDelivery({ ...ref, key: value, type: value, mergedWith: value });

      await store.accept(delivery);
      const lease = await claim(store, 'acme', value);
      const change = await take(store, lease);
      await store.postponeChange(ref, lease.fence, { notBefore: 0, failure: value });

      expect([lease.worker, change.recordId]).toEqual([value, ref.recordId]);
      expect(await store.findChange(ref)).toMatchObject({ ...ref, failure: value });
      expect(await store.coveredDeliveries(ref, 1)).toMatchObject([delivery]);
    });

    it('is kept as it is where a rental was routed to, in a case, its task, and a link', async () => {
      const rental = buildDelivery({
        platform: 'storeganise',
        key: `r${value}`,
        recordId: '',
        rental: { rentalIds: [value] },
      });
      await store.accept(rental);
      const [unrouted] = await store.unroutedDeliveries('acme');
      const owner = value || 'none';
      if (unrouted) await store.routeDelivery(unrouted, owner);
      const question = buildCase({ values: { storeganise: value, zendesk: value } });
      await store.deliverRow('acme', { kind: 'case', case: question });
      const task = { state: 'open', jobId: value, says: value, postedAt: 5 } as const;
      await store.saveTask('acme', question.id, task);
      const link = await store.insertLink(buildLink({ base: { name: value }, storeganiseId: owner }));

      const ref = { tenant: 'acme', platform: 'storeganise', recordId: owner } as const;
      expect(await store.deliveriesOf(ref)).toMatchObject([{ ...rental, recordId: owner }]);
      expect(await store.findCase(question.id)).toEqual({ ...question, task });
      expect(await store.findLink(ref)).toEqual(link);
    });
  },
);
