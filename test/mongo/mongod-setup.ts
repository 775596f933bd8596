import type { TestProject } from 'vitest/node';
import { findMongod } from '../../src/cli/mongod/find-mongod.ts';
import { openMongodb } from '../../src/cli/mongod/open-mongodb.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Absent where there is no MongoDB to be had. */
    mongodbUri: string | undefined;
    /** For suites that kill, stop and starve a server of their own. */
    mongodBinary: string | undefined;
  }
}

/**
 * One server for all suites on MongoDB, each with a database of its own. A query without an index is an error on it, and nothing
 * expires: the clocks of the suites stand anywhere. It is started here because it ends with the thread that starts it.
 */
export default async function setup(project: TestProject) {
  const parameters = { notablescan: '1', ttlMonitorEnabled: 'false', enableTestCommands: '1' };
  const say = (line: string) => console.warn(line);
  const opened = await openMongodb({ env: process.env, say, parameters });
  project.provide('mongodbUri', opened?.uri);
  project.provide('mongodBinary', opened && (await findMongod({ env: process.env, say })));
  return opened?.close;
}
