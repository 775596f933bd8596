import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { MongoClient } from 'mongodb';
import { expect, it, vi } from 'vitest';
import { describeWithOwnMongod, startOwnMongod } from './test-database.ts';

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describeWithOwnMongod('a mongod of our own', () => {
  it('is a replica set that keeps its data and its address over a restart, until it is stopped', async () => {
    const mongod = await startOwnMongod();
    const client = new MongoClient(mongod.uri);
    try {
      const notes = client.db('test').collection('notes');
      await notes.insertOne({ text: 'kept' }, { writeConcern: { w: 'majority', journal: true } });
      const { uri, pid } = mongod;

      await mongod.restart();

      expect([mongod.uri, mongod.pid === pid]).toEqual([uri, false]);
      expect(await notes.findOne({}, { projection: { _id: 0 } })).toEqual({ text: 'kept' });
      expect(await client.db('admin').command({ hello: 1 })).toMatchObject({ setName: 'rs0', isWritablePrimary: true });
    } finally {
      await client.close();
      await mongod.stop();
    }
    expect(isAlive(mongod.pid)).toBe(false);
  });

  it.skipIf(process.platform !== 'linux')('dies with the process that started it, however that dies', async () => {
    const owner = spawn(process.execPath, ['test/mongo/mongod-owner.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = await once(owner.stdout, 'data');
    const pid = Number(String(said));
    expect(isAlive(pid)).toBe(true);

    owner.kill('SIGKILL');

    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5_000 });
  });
});
