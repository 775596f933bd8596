import { type Db, MongoBackend } from '@agendajs/mongo-backend';
import { AGENDA_COLLECTION } from '../../store/mongo/schemas.ts';

/**
 * Agenda's documents in a database that is connected already and has its indexes: connecting asks the server nothing and so cannot
 * fail, which would be a rejection that nobody handles and a start that never ends (dependencies dossier §3, fault 8).
 */
export class QuietBackend extends MongoBackend {
  constructor(mongo: Db) {
    super({ mongo, collection: AGENDA_COLLECTION, ensureIndex: false });
    const { repository } = this;
    const unlockJob = repository.unlockJob.bind(repository);
    // Agenda does not wait for this one; a lock that stays runs out by itself.
    repository.unlockJob = (job) => unlockJob(job).catch(() => {});
  }

  /** Without the log in the database that the original makes although nothing is written to it. */
  override connect(): Promise<void> {
    return this.repository.connect();
  }
}
