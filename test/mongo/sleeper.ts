// A worker that claims, takes and holds, says so, and goes on once it is told to on its standard input: as if it had slept in
// between. It says how each of its writes ended.
import { once } from 'node:events';
import type { RecordRef } from '../../src/domain/records.ts';
import { createMongoConnection } from '../../src/mongo-connection.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';

const [, , uri = '', database = ''] = process.argv;
const mongo = createMongoConnection({ uri, database, owner: 'test', production: false });
await mongo.connect();
const store = new MongoStore(mongo);
const ref: RecordRef = { tenant: 'acme', platform: 'zendesk', recordId: '9001' };

const lease = await store.claimTenant('sleeper', ['acme']);
const change = lease && (await store.takeChange(lease));
const found = await store.findLink(ref);
if (!lease || !change || !found) throw new Error('nothing to hold');
const link = await store.takeLink(found, lease.fence);
console.log('holding');
await once(process.stdin, 'data');

const { fence } = lease;
const writes: Record<string, () => Promise<unknown>> = {
  renewLease: () => store.renewLease(lease),
  saveLink: () => store.saveLink({ ...link, base: { name: 'overslept' } }),
  takeLink: () => store.takeLink(link, fence),
  settleChange: () => store.settleChange(ref, change.dirty, fence),
  postponeChange: () => store.postponeChange(ref, fence, { notBefore: 0, parked: true }),
  takeChange: () => store.takeChange(lease),
  pauseTenant: () => store.pauseTenant(lease, Number.MAX_SAFE_INTEGER),
  releaseLease: () => store.releaseLease(lease),
};
for (const [name, write] of Object.entries(writes)) {
  const end = await write().then(
    (answer) => (answer === undefined ? 'nothing' : 'something'),
    (error: Error) => error.name,
  );
  console.log(`${name} ${end}`);
}
await mongo.close();
process.exit(0);
