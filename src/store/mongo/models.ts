import type { Connection, Model } from 'mongoose';
import {
  type CaseDocument,
  type ChangeDocument,
  type CursorDocument,
  type DeliveryDocument,
  type HistoryDocument,
  type LeaseDocument,
  type LinkDocument,
  SCHEMAS,
} from './schemas.ts';

export type Models = {
  readonly deliveries: Model<DeliveryDocument>;
  readonly changes: Model<ChangeDocument>;
  readonly links: Model<LinkDocument>;
  readonly cases: Model<CaseDocument>;
  readonly history: Model<HistoryDocument>;
  readonly leases: Model<LeaseDocument>;
  readonly cursors: Model<CursorDocument>;
};

/** The models of one connection, each named as its collection. */
export const createModels = (connection: Connection): Models =>
  Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, schema]) => [name, connection.model(name, schema as never, name)]),
  ) as unknown as Models;
