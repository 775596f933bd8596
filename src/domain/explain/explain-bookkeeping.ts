import type { Lists, Pair } from '../contact.ts';
import { planBookkeeping } from '../plan-bookkeeping.ts';
import type { Link } from '../records.ts';
import { quote } from '../task-text.ts';
import { waitWords } from './explain-queue.ts';
import type { FieldVerdict, FieldView } from './explanation.ts';
import type { PersonFacts } from './person-facts.ts';

const LISTS = { emails: 'other_emails', phones: 'other_phones' } as const;

/** Pointers, and the addresses and numbers besides the first, which go to Storeganise only. */
export function explainBookkeeping(facts: PersonFacts, link: Link, pair: Pair): readonly FieldView[] {
  const pointers: FieldView = {
    field: 'pointers',
    storeganise: pair.storeganise.pointer,
    zendesk: pair.zendesk.pointer,
    ...judgePointers(facts, link, pair),
  };
  return [...(['emails', 'phones'] as const).map((list) => explainList(list, facts, link, pair)), pointers];
}

function explainList(list: keyof Lists, facts: PersonFacts, link: Link, pair: Pair): FieldView {
  const { storeganise, zendesk } = pair;
  const type = list === 'emails' ? 'email' : 'phone';
  const others = zendesk.identities
    ?.filter((identity) => identity.type === type && identity.value !== zendesk.contact[type])
    .map(({ value }) => value);
  return {
    field: LISTS[list],
    storeganise: (storeganise.lists?.[list] ?? []).join(' '),
    ...(others ? { zendesk: [...new Set(others)].filter(Boolean).toSorted().join(' ') } : {}),
    ...judgeList(list, facts, link, pair),
  };
}

function judgeList(list: keyof Lists, facts: PersonFacts, link: Link, pair: Pair): FieldVerdict {
  if (!pair.zendesk.identities) return { state: 'unknown', why: 'Zendesk’s identities could not be read.' };
  const isPlanned = planBookkeeping(link, pair, true).some(({ lists }) => lists?.[list] !== undefined);
  if (!isPlanned) return { state: 'in_sync', why: 'In sync.' };
  if (link.refused.includes('lists')) {
    const why = 'Storeganise does not keep the list: the customer field is missing there.';
    return { state: 'left_alone', why };
  }
  return { state: 'waiting', why: `Zendesk’s list goes to Storeganise. ${waitWords(facts)}` };
}

function judgePointers(facts: PersonFacts, link: Link, { storeganise, zendesk }: Pair): FieldVerdict {
  const names = (pointer: string, id: string) => pointer.toLowerCase() === id.toLowerCase();
  const isPointing = names(storeganise.pointer, zendesk.id);
  const isPointedAt = names(zendesk.pointer, storeganise.id);
  if (zendesk.pointer !== '' && !isPointedAt) {
    const value = quote(zendesk.pointer);
    return link.foreignPointer?.isCustomer
      ? { state: 'held', why: `Held: the external id ${value} names another customer.` }
      : { state: 'left_alone', why: `The external id ${value} is not ours; we leave it and go by our own link.` };
  }
  if (isPointing && isPointedAt) return { state: 'in_sync', why: 'In sync: each points at the other.' };
  if (link.refused.includes(isPointing ? 'pointer_zendesk' : 'pointer_storeganise')) {
    const where = isPointing ? 'Zendesk does not keep the external id' : 'Storeganise does not keep zendesk_userId';
    return { state: 'left_alone', why: `${where}; we go by our own link.` };
  }
  return { state: 'waiting', why: `One does not point at the other yet. ${waitWords(facts)}` };
}
