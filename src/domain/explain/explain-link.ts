import type { Link } from '../records.ts';
import { spanOf } from '../span.ts';
import { waitWords } from './explain-queue.ts';
import type { LinkView } from './explanation.ts';
import { type PersonFacts, recordOf } from './person-facts.ts';

const MATCH_WORDS: Readonly<Record<Link['matchedBy'], string>> = {
  created: 'one of the two was created by us',
  pointer: 'found by the Zendesk id in Storeganise',
  external_id: 'found by the external id in Zendesk',
  email: 'found by the e-mail address',
};

/** What joins the two records, how it came about, and how far it can be trusted. */
export function explainLink(link: Link, facts: PersonFacts): LinkView {
  const { id, state, matchedBy, since } = link;
  const isConfirmed = recordOf(facts, 'storeganise')?.isConfirmed === true;
  const isProven = link.isProven || isConfirmed;
  return { id, state, matchedBy, since, isProven, says: stateWords(link, facts, isProven, isConfirmed) };
}

function stateWords(link: Link, facts: PersonFacts, isProven: boolean, isConfirmed: boolean): string {
  if (link.state === 'half') return halfWords(link, facts);
  const age = spanOf(facts.now - link.since);
  const proof = isProven
    ? `proven${isConfirmed && !link.isProven ? ' by the address that the customer confirmed' : ''}`
    : 'not proven: a new address goes to Zendesk only after a person agrees';
  const matched = `${MATCH_WORDS[link.matchedBy]}; ${proof}.`;
  if (link.state === 'linked') return `Linked for ${age}: ${matched}`;
  return `Parked: the Zendesk user is gone or an agent now, and nothing is written. Linked ${age} ago: ${matched}`;
}

/** One id is known, and the other record is being created. */
function halfWords(link: Link, facts: PersonFacts): string {
  const target = link.zendeskId === undefined ? 'Zendesk user' : 'Storeganise customer';
  const { intent, pending } = link;
  const age = spanOf(facts.now - (intent?.since ?? link.since));
  const sent = pending.email === undefined ? '' : ' It was sent at least once; every repetition uses the same keys.';
  const start = `Half linked: the ${target} has been in the making for ${age}.${sent}`;
  const isBarred = facts.isDisabled && link.zendeskId === undefined;
  return isBarred ? `${start} The customer is disabled, so nobody is created.` : `${start} ${waitWords(facts)}`;
}
