import { z } from 'zod';
import type { CaseRow } from '../../domain/case-row.ts';
import type { Explanation } from '../../domain/explain/explanation.ts';
import type { ServiceStatus } from '../../domain/service-status.ts';

// What the service answers, as the command line reads it: times go into milliseconds again.

const text = z.string();
const count = z.number();
const time = z.iso.datetime().transform((iso) => Date.parse(iso));
const platform = z.enum(['storeganise', 'zendesk']);

const caseRow = z.object({
  id: text,
  tenant: text,
  kind: text.transform((kind) => kind as CaseRow['kind']),
  subject: text,
  since: time,
  values: z.record(text, text),
  action: text,
}) satisfies z.ZodType<CaseRow>;

export const cases = z.array(caseRow);

const queue = z.object({
  platform,
  recordId: text,
  dirty: count,
  done: count,
  isParked: z.boolean(),
  nextAttemptAt: time.exactOptional(),
  failure: text.exactOptional(),
  says: text,
});

export const serviceStatus = z.object({
  service: z.object({
    version: text,
    node: text,
    store: z.enum(['memory', 'mongodb']),
    startedAt: time,
    uptimeMs: count,
    isReady: z.boolean(),
    hasProxy: z.boolean(),
  }),
  tenants: z.array(
    z.object({
      tenant: text,
      isLive: z.boolean(),
      notLive: text.exactOptional(),
      isSigned: z.boolean(),
      backlog: count,
      waiting: count,
      oldest: queue.exactOptional(),
      parked: z.array(queue),
      cases: z.record(text, count),
      heard: z.array(z.object({ platform, at: time })),
    }),
  ),
}) satisfies z.ZodType<ServiceStatus>;

const record = z.object({ id: text.exactOptional(), name: text.exactOptional(), says: text });

const link = z.object({
  id: text,
  state: z.enum(['half', 'linked', 'parked', 'gone']),
  matchedBy: z.enum(['created', 'pointer', 'external_id', 'email']),
  since: time,
  isProven: z.boolean(),
  says: text,
});

const field = z.object({
  field: z.enum(['name', 'email', 'phone', 'other_emails', 'other_phones', 'pointers', 'status', 'suspension']),
  storeganise: text.exactOptional(),
  zendesk: text.exactOptional(),
  base: text.exactOptional(),
  state: z.enum(['in_sync', 'waiting', 'held', 'left_alone', 'unknown']),
  why: text,
});

const delivery = z.object({
  at: time,
  platform,
  type: text,
  key: text,
  outcome: z.enum(['waiting', 'applied', 'noop', 'held', 'failed']),
  says: text,
});

const history = z.object({ at: time, side: platform, field: text, before: text, after: text, says: text });

export const explanation = z.object({
  tenant: text,
  asked: text,
  at: time,
  summary: text,
  records: z.object({ storeganise: record, zendesk: record }),
  link: link.exactOptional(),
  fields: z.array(field),
  cases: z.array(caseRow.extend({ task: text.exactOptional() })),
  queue: z.array(queue),
  deliveries: z.array(delivery),
  history: z.array(history),
  others: z.array(text),
  searched: z.array(text),
}) satisfies z.ZodType<Explanation>;

export const decided = z.object({ case: text, tenant: text, says: text });

export const activated = z.object({ tenant: text, addonId: text, notLive: text.exactOptional() });

export const marked = z.object({ tenant: text, platform, recordId: text, notLive: text.exactOptional() });
