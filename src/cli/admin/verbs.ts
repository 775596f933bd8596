import { PLATFORM_NAMES } from '../../domain/explain/words.ts';
import { activated, cases, decided, explanation, marked, serviceStatus } from './answers.ts';
import type { AdminRequest } from './ask-service.ts';
import { printCases } from './print-cases.ts';
import { printExplanation } from './print-explanation.ts';
import { printStatus } from './print-status.ts';
import { visible } from './visible.ts';

/** Something that can be asked of a running service. */
export type AdminVerb = {
  readonly words: readonly string[];
  /** What stands behind the words. */
  readonly operands: readonly string[];
  readonly takesTenant?: true;
  /** One line, then what else there is to know. */
  readonly tells: readonly [string, ...string[]];
  readonly request: (operands: readonly string[], tenant: string | undefined) => AdminRequest;
  /** For people; throws where the answer is another than expected. */
  readonly print: (answer: unknown, width: number) => string;
};

const decide = (verb: 'agree' | 'create', tells: AdminVerb['tells']): AdminVerb => ({
  words: ['cases', verb],
  operands: ['case'],
  tells,
  request: ([id]) => ({ method: 'POST', path: verb, body: { case: id } }),
  print: (answer) => decided.parse(visible(answer)).says,
});

const person = (path: string, [tenant, record]: readonly string[]): AdminRequest => ({
  method: 'POST',
  path,
  body: { tenant, record },
});

export const ADMIN_VERBS: readonly AdminVerb[] = [
  {
    words: ['status'],
    operands: [],
    tells: [
      'How the service and each of its tenants are doing.',
      'What waits, for how long and why; what is parked; open cases by kind.',
    ],
    request: () => ({ method: 'GET', path: 'status' }),
    print: (answer) => printStatus(serviceStatus.parse(visible(answer))),
  },
  {
    words: ['cases', 'list'],
    operands: [],
    takesTenant: true,
    tells: [
      'The questions that wait for a person.',
      'Of all tenants, or of the one of --tenant, the oldest first, each with what to do.',
    ],
    request: (_, tenant) => ({
      method: 'GET',
      path: tenant === undefined ? 'cases' : `cases?tenant=${encodeURIComponent(tenant)}`,
    }),
    print: (answer, width) => printCases(cases.parse(visible(answer)), width),
  },
  decide('agree', [
    'Lets an unproven e-mail change through.',
    'For cases of kind unproven_email_change: the address goes to Zendesk, and the link counts as proven for good.',
  ]),
  decide('create', [
    'Creates a Zendesk user again who was deleted.',
    'For cases of kind zendesk_user_deleted: whoever has the address there by now is linked instead.',
  ]),
  {
    words: ['explain'],
    operands: ['tenant', 'record'],
    tells: [
      'All about one customer: what both sides show, and why.',
      'The record is an id of either platform or an e-mail address. Both sides are read now; nothing is written.',
      'Shows the link, each field with what was agreed last and why it looks as it does, open questions, the queue,',
      'every event with what came of it, and what we wrote or gave up writing. Holds personal data.',
    ],
    request: (operands) => person('explain', operands),
    print: (answer, width) => printExplanation(explanation.parse(visible(answer)), width),
  },
  {
    words: ['sync'],
    operands: ['tenant', 'record'],
    tells: [
      'Looks at one customer now.',
      'The record is an id of either platform or an e-mail address. Takes up again what was parked.',
    ],
    request: (operands) => person('sync', operands),
    print: (answer) => printMarked(marked.parse(visible(answer))),
  },
  {
    words: ['activate'],
    operands: ['tenant', 'addonId', 'apiUrl'],
    tells: [
      'Meets an installation, or looks at one now.',
      'The same as its first event does: pins the installation to its business and address, reads its settings, and asks',
      'the operator for what is missing. The address is that of its events, https://<code>.storeganise.com/api as a rule.',
    ],
    request: ([tenant, addonId, apiUrl]) => ({ method: 'POST', path: 'activate', body: { tenant, addonId, apiUrl } }),
    print: (answer) => printActivated(activated.parse(visible(answer))),
  },
];

function printActivated({ tenant, addonId, notLive }: ReturnType<typeof activated.parse>): string {
  const now = notLive === undefined ? 'it is live' : `until now it is not live: ${notLive}`;
  return `Looking at ${addonId} of ${tenant}; ${now}. “status” shows what comes of it.`;
}

function printMarked({ tenant, platform, recordId, notLive }: ReturnType<typeof marked.parse>): string {
  const who = `${PLATFORM_NAMES[platform]} ${recordId} of ${tenant}`;
  return notLive === undefined
    ? `Looking at ${who} now. “explain ${tenant} ${recordId}” shows what comes of it.`
    : `Noted ${who}; it is looked at once the tenant is live: ${notLive}.`;
}
