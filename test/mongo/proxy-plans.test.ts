import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import type { AuthorizationStore } from '../../src/oauth-proxy/authorization-store.ts';
import type { Connected, ConnectionStore } from '../../src/oauth-proxy/connection-store.ts';
import { MongoAuthorizationStore } from '../../src/oauth-proxy/mongo/mongo-authorization-store.ts';
import { MongoConnectionStore } from '../../src/oauth-proxy/mongo/mongo-connection-store.ts';
import { registerProxyModels } from '../../src/oauth-proxy/mongo/schemas.ts';
import { buildConnection } from '../proxy/connection-store-contract.ts';
import { commandsOf, indexesUsedBy, keysExaminedBy } from './explain.ts';
import { describeOnMongodb, openTestDatabase } from './test-database.ts';

const BUSINESSES = 200;
const LIFETIME_MS = 600_000;
const NOW = 1_770_000_000_000;

const begun = { browserHash: 'browser', codeVerifier: 'verifier', ticket: 'ticket' };

type Stores = { connections: ConnectionStore; authorizations: AuthorizationStore };

/** What each call uses; `_id_` is the key itself. */
const PLANS: readonly [string, (stores: Stores, acme: Connected) => Promise<unknown>, readonly string[]][] = [
  ['find', ({ connections }) => connections.find('b7'), ['connections._id_']],
  ['claimRefresh', claim, ['connections._id_']],
  [
    'save',
    (stores, acme) => claim(stores, acme).then((one) => one && stores.connections.save(one)),
    ['connections._id_'],
  ],
  ['dueForRefresh', ({ connections }) => connections.dueForRefresh(NOW + 9, 20), ['connections.due']],
  ['tokenKeyIds', ({ connections }) => connections.tokenKeyIds(), ['connections.key']],
  [
    'insert',
    ({ authorizations }) => authorizations.insert({ ...begun, stateHash: 'new' }, LIFETIME_MS),
    ['authorizations._id_'],
  ],
  [
    'take',
    ({ authorizations }) => authorizations.take({ stateHash: 'new', browserHash: 'browser' }),
    ['authorizations._id_'],
  ],
];

function claim({ connections }: Stores, acme: Connected) {
  return connections.claimRefresh(acme, { holder: 'a', forMs: 1 });
}

describeOnMongodb('on a server that refuses to look without an index, the proxy’s', () => {
  let mongo: MongoConnection;
  let stores: Stores;
  let acme: Connected;
  beforeAll(async () => {
    mongo = await openTestDatabase(undefined, undefined, { register: registerProxyModels });
    stores = { connections: new MongoConnectionStore(mongo), authorizations: new MongoAuthorizationStore(mongo) };
    const codes = Array.from({ length: BUSINESSES }, (_, index) => `b${index}`);
    const { tokens } = buildConnection();
    await Promise.all(
      codes.map((businessCode, index) =>
        stores.connections.save(
          buildConnection({ businessCode, subdomain: businessCode, tokens: { ...tokens, refreshBy: NOW + index } }),
        ),
      ),
    );
  });
  afterAll(() => mongo.close());

  it.each(PLANS)('%s uses the index that was made for it', async (_, call, indexes) => {
    acme = (await stores.connections.find('b7')) as Connected;
    const commands = await commandsOf(mongo, () => call(stores, acme));

    expect(await indexesUsedBy(mongo, commands)).toEqual(indexes);
  });

  it('most urgent connections and key ids are found without looking at the others', async () => {
    const commands = await commandsOf(mongo, async () => {
      expect(await stores.connections.dueForRefresh(NOW + 100, 5)).toHaveLength(5);
      expect(await stores.connections.tokenKeyIds()).toEqual(['k1']);
    });

    expect(await keysExaminedBy(mongo, commands)).toBeLessThan(20);
  });
});
