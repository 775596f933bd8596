// What the OAuth proxy remembers, as MongoDB holds it: one schema a collection, with its indexes. An unknown field is refused,
// so that nothing is kept by accident; indexes come by `npm run migrate -- proxy`, or at start before the proxy is ready.
import { type Connection, Schema, type SchemaOptions } from 'mongoose';
import type { Authorization } from '../authorization-store.ts';
import type { StoredConnection } from '../connection-store.ts';

type Unnamed<Document> = Document extends unknown ? Omit<Document, 'businessCode'> : never;

/** By business code. */
export type ConnectionDocument = Unnamed<StoredConnection> & { readonly _id: string };

/** By the hash of the state. */
export type AuthorizationDocument = Omit<Authorization, 'stateHash'> & {
  readonly _id: string;
  readonly expireAt: Date;
};

const OPTIONS = {
  strict: 'throw',
  versionKey: false,
  id: false,
  autoIndex: false,
  autoCreate: false,
} as const satisfies SchemaOptions;
const PART = { strict: 'throw', _id: false } as const satisfies SchemaOptions;

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;

const tokensSchema = new Schema(
  { keyId: text, text, serial: number, obtainedAt: number, expiresAt: Number, refreshBy: Number },
  PART,
);

const connectionSchema = new Schema(
  {
    _id: text,
    revision: number,
    generation: number,
    state: { type: String, enum: ['none', 'connected', 'revoked'], required: true },
    refusal: new Schema({ reason: text, subdomain: text, at: number }, PART),
    subdomain: String,
    scope: String,
    since: Number,
    tokens: tokensSchema,
    lease: new Schema({ holder: text, until: number }, PART),
    retryAt: Number,
    revokedAt: Number,
    serial: Number,
  },
  OPTIONS,
)
  // One account joins one business: whoever holds a consent for it, revoked or not, has a subdomain; nobody else does.
  .index({ subdomain: 1 }, { name: 'account', unique: true, partialFilterExpression: { subdomain: { $exists: true } } })
  .index({ 'tokens.refreshBy': 1 }, { name: 'due', partialFilterExpression: { 'tokens.refreshBy': { $exists: true } } })
  .index({ 'tokens.keyId': 1 }, { name: 'key', partialFilterExpression: { 'tokens.keyId': { $exists: true } } });

const authorizationSchema = new Schema(
  { _id: text, browserHash: text, codeVerifier: text, ticket: text, expireAt: { type: Date, required: true } },
  OPTIONS,
).index({ expireAt: 1 }, { name: 'expiry', expireAfterSeconds: 0 });

/** Gives the connection a model for every collection of the proxy, named as the collection. */
export function registerProxyModels(connection: Connection): void {
  connection.model('connections', connectionSchema, 'connections');
  connection.model('authorizations', authorizationSchema, 'authorizations');
}
