import type { Document } from 'mongodb';
import type { MongoConnection } from '../../src/mongo-connection.ts';

const EXPLAINABLE = new Set(['find', 'aggregate', 'count', 'distinct', 'update', 'findAndModify']);

/** The commands that an act sends to the server. */
export async function commandsOf(mongo: MongoConnection, act: () => Promise<unknown>): Promise<Document[]> {
  const commands: Document[] = [];
  const note = ({ command }: { command: Document }) => void commands.push(command);
  const client = mongo.mongoose.getClient();
  client.on('commandStarted', note);
  try {
    await act();
  } finally {
    client.off('commandStarted', note);
  }
  return commands;
}

/** Every index that the server would use for these commands, as `collection.index`, and `COLLSCAN` where it would use none. */
export async function indexesUsedBy(mongo: MongoConnection, commands: readonly Document[]): Promise<string[]> {
  const used = new Set<string>();
  for (const { collection, plan } of await explain(mongo, commands, 'queryPlanner')) {
    for (const index of indexesIn(plan, collection)) used.add(index);
  }
  return [...used].toSorted();
}

/** How many keys of indexes the server looks at to carry these commands out. */
export async function keysExaminedBy(mongo: MongoConnection, commands: readonly Document[]): Promise<number> {
  const explained = await explain(mongo, commands, 'executionStats');
  return explained.reduce((sum, { plan }) => sum + keysIn(plan), 0);
}

async function explain(mongo: MongoConnection, commands: readonly Document[], verbosity: string) {
  const explained: { collection: string; plan: unknown }[] = [];
  for (const command of commands) {
    const [name = ''] = Object.keys(command);
    if (!EXPLAINABLE.has(name)) continue;
    const { lsid, txnNumber, $db, $clusterTime, readConcern, writeConcern, maxTimeMS, ...plain } = command;
    const plan = await mongo.mongoose.db?.command({ explain: plain, verbosity });
    explained.push({ collection: String(command[name]), plan });
  }
  return explained;
}

function keysIn(plan: unknown): number {
  if (typeof plan !== 'object' || plan === null) return 0;
  const { totalKeysExamined = 0, ...parts } = plan as Record<string, unknown>;
  return Object.values(parts).reduce<number>((sum, part) => sum + keysIn(part), Number(totalKeysExamined));
}

/** Plans nest in more ways than the manual tells: every object with a stage is looked at, on whatever collection it is. */
function indexesIn(plan: unknown, collection: string): string[] {
  if (typeof plan !== 'object' || plan === null) return [];
  const { stage, indexName, rejectedPlans, namespace, ...parts } = plan as Record<string, unknown>;
  const here = typeof namespace === 'string' ? namespace.slice(namespace.indexOf('.') + 1) : collection;
  const own =
    stage === 'IDHACK'
      ? ['_id_']
      : stage === 'COLLSCAN'
        ? ['COLLSCAN']
        : typeof indexName === 'string'
          ? [indexName]
          : [];
  return [...own.map((index) => `${here}.${index}`), ...Object.values(parts).flatMap((part) => indexesIn(part, here))];
}
