import type { Connection } from 'mongoose';

/**
 * Makes every collection and index that the connection's models ask for and the database lacks. One of theirs whose definition
 * changed is made anew; an index that nobody here knows is the operator's and stays. Returns what was missing, as
 * `collection.index`.
 */
export async function createIndexes(connection: Connection): Promise<readonly string[]> {
  const missing = await missingIndexes(connection);
  for (const model of Object.values(connection.models)) {
    await model.createCollection();
    const ours = new Set(model.schema.indexes().map(([, { name }]) => name));
    const { toDrop } = await model.diffIndexes();
    for (const name of toDrop) if (ours.has(name)) await model.collection.dropIndex(name);
    await model.createIndexes();
  }
  return missing;
}

/** The indexes that are missing or other than they should be, each as `collection.index`. */
export async function missingIndexes(connection: Connection): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const model of Object.values(connection.models)) {
    const { toCreate } = await model.diffIndexes({ indexOptionsToCreate: true });
    missing.push(...toCreate.map(([, { name }]) => `${model.collection.collectionName}.${name}`));
  }
  return missing;
}
