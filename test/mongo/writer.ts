// A process that accepts deliveries until it is killed, and says each one that it would have answered with 200.
// Its arguments: connection string, database, its own name, and after how many deliveries it dies between insert and mark.
import { createMongoConnection, type MongoConnection } from '../../src/mongo-connection.ts';
import { MongoStore } from '../../src/store/mongo/mongo-store.ts';

const [, , uri = '', database = '', name = '', diesAfter = '0'] = process.argv;
const mongo = createMongoConnection({ uri, database, owner: 'test', production: false });
await mongo.connect();
let accepted = 0;

const deadly: MongoConnection = {
  ...mongo,
  collection(collection) {
    if (collection === 'changes' && accepted >= Number(diesAfter)) process.kill(process.pid, 'SIGKILL');
    return mongo.collection(collection);
  },
};
const store = new MongoStore(diesAfter === '0' ? mongo : deadly);

async function writeOn(lane: number): Promise<never> {
  for (let index = 0; ; index++) {
    const key = `${name}-${lane}-${index}`;
    const recordId = String(index % 5);
    await store.accept({ tenant: 'acme', platform: 'zendesk', recordId, key, type: 'user.name_changed' });
    accepted += 1;
    console.log(key);
  }
}

await Promise.all([0, 1, 2, 3].map(writeOn));
