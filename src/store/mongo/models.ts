import type { Connection } from 'mongoose';
import { SCHEMAS } from './schemas.ts';

/** Gives the connection a model for every collection of the service, named as the collection. */
export function registerModels(connection: Connection): void {
  for (const [name, schema] of Object.entries(SCHEMAS)) connection.model(name, schema as never, name);
}
