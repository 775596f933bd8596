import { MongoClient } from 'mongodb';
import { createControl } from '../../src/cli/demo/control.ts';
import { findMongod } from '../../src/cli/mongod/find-mongod.ts';
import { startMongod } from '../../src/cli/mongod/start-mongod.ts';
import { startSimulators } from '../../src/simulators/start-simulators.ts';
import { simulatedTenants } from '../../src/simulators/tenants.ts';
import { findPort, openBalancer } from './balancer.ts';
import { createCrowd } from './crowd.ts';
import { openVictims } from './victims.ts';

/** Until somebody listens, nobody is told of anything. */
const NOWHERE = 'http://127.0.0.1:9';
/** The account's budget is none of what is tried here. */
const CALLS_PER_MINUTE = 1_000_000;

export type World = Awaited<ReturnType<typeof openWorld>>;

/** The simulators in this process; two services, the proxy and a MongoDB of one node that may be killed. */
export async function openWorld() {
  const binary = await findMongod({ env: process.env, say: (line) => console.log(line) });
  if (binary === undefined) throw new Error('NO MONGODB: the campaign needs a mongod that it may kill');
  const mongod = await startMongod(binary);
  const simulators = await startSimulators({
    storeganisePort: 0,
    zendeskPort: 0,
    serviceUrl: NOWHERE,
    seed: Date.now(),
    searchLag: { query: [0, 0], externalId: [0, 0] },
  });
  const urls = { storeganise: simulators.storeganiseUrl, zendesk: simulators.zendeskUrl };
  const control = createControl(urls);
  const balancer = await openBalancer();
  const victims = openVictims({ urls, mongod, balancer, proxyPort: await findPort() });
  const client = new MongoClient(mongod.uri);
  for (const { code } of simulatedTenants) {
    simulators.tenants[code].zendesk.setSwitches({ callsPerMinute: CALLS_PER_MINUTE });
    await control.sendWebhooksTo('storeganise', code, `${balancer.url}/addon/storeganise`);
    await control.sendWebhooksTo('zendesk', code, `${balancer.url}/addon/zendesk/${code}`);
  }

  return {
    simulators,
    victims,
    uri: mongod.uri,
    /** The database of the services. */
    db: client.db('usersync'),
    crowd: createCrowd({ simulators, control, random: Math.random }),

    async close(keepsLogs: boolean) {
      await client.close();
      await victims.close(keepsLogs);
      balancer.close();
      await simulators.close();
      await mongod.stop();
    },
  };
}
