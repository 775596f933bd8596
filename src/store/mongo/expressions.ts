// The few words of MongoDB's aggregation language that our updates are made of.
import { type Expression, literal, type Now } from '../../mongo-expressions.ts';

export { type Expression, literal, type Now, serverNow } from '../../mongo-expressions.ts';

/** New values by field; all of them are computed from the document as it was before. */
export type Fields = Readonly<Record<string, Expression>>;

/** A store's time: exact where the server works it out, and as near as this process knows it. */
export type StoreTime = { readonly now: Now; readonly about: () => number };

export const literals = (values: object): Fields =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, literal(value)]));

export const when = (condition: Expression, then: Expression, otherwise: Expression): Expression => ({
  $cond: [condition, then, otherwise],
});
export const isMissing = (path: string): Expression => ({ $eq: [{ $type: path }, 'missing'] });
/** The field is taken away where the expression comes to nothing. */
export const orRemoved = (value: Expression): Expression => ({ $ifNull: [value, '$$REMOVE'] });

/** The part of a filter that holds for documents whose moment has come; those without one never come. */
export const isDueBy = (now: Expression) => ({ dueAt: { $exists: true }, $expr: { $lte: ['$dueAt', now] } });
