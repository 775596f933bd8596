import type { JobId, JobParameters } from 'agenda';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { QuietBackend } from '../../src/jobs/agenda/quiet-backend.ts';
import type { MongoConnection } from '../../src/mongo-connection.ts';
import { describeOnMongodb, openTestDatabase } from './test-database.ts';

const ID = '65a000000000000000000001' as JobId;
const JOB = { _id: ID, name: 'look', priority: 0, nextRunAt: null, type: 'single', data: {} } satisfies JobParameters;

describeOnMongodb('what Agenda keeps its documents in', () => {
  let mongo: MongoConnection;
  beforeEach(async () => {
    mongo = await openTestDatabase();
  });
  afterEach(() => mongo.close());

  it('is connected without asking the server, so that no start can hang on it', async () => {
    const commands: string[] = [];
    mongo.mongoose.getClient().on('commandStarted', ({ commandName }) => commands.push(commandName));

    await new QuietBackend(mongo.database()).connect();

    expect(commands).toEqual([]);
  });

  it('rejects nothing that Agenda does not wait for', async () => {
    const backend = new QuietBackend(mongo.database());
    await backend.connect();
    await mongo.close();
    await expect(backend.repository.unlockJobs([ID])).rejects.toThrow();

    await expect(backend.repository.unlockJob(JOB)).resolves.toBeUndefined();
  });
});
