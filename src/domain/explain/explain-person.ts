import { caseRow } from '../case-row.ts';
import { PLATFORMS } from '../contact.ts';
import type { Case, Delivery, HistoryRow } from '../records.ts';
import { explainFields } from './explain-fields.ts';
import { explainLink } from './explain-link.ts';
import { explainQueue } from './explain-queue.ts';
import { explainReading } from './explain-reading.ts';
import type { CaseView, DeliveryView, Explanation, HistoryView } from './explanation.ts';
import type { PersonFacts } from './person-facts.ts';
import { summarise } from './summarise.ts';
import { historyWords, outcomeWords } from './words.ts';

/** Puts everything that was gathered about one person into words. Pure. */
export function explainPerson(facts: PersonFacts): Explanation {
  const { tenant, asked, now, link, changes, others, searched } = facts;
  const fields = explainFields(facts);
  return {
    tenant,
    asked,
    at: now,
    summary: summarise(facts, fields),
    records: { storeganise: explainReading(facts, 'storeganise'), zendesk: explainReading(facts, 'zendesk') },
    ...(link ? { link: explainLink(link, facts) } : {}),
    fields,
    cases: facts.cases.map(viewCase),
    queue: PLATFORMS.flatMap((side) => changes[side] ?? []).map((change) => explainQueue(change, now)),
    deliveries: facts.deliveries
      .toSorted((a, b) => a.receivedAt - b.receivedAt)
      .map((one) => viewDelivery(one, facts.cases)),
    history: facts.history.toSorted((a, b) => a.at - b.at).map(viewHistory),
    others,
    searched,
  };
}

function viewCase(question: Case): CaseView {
  const { task } = question;
  return { ...caseRow(question), ...(task?.jobId === undefined ? {} : { task: task.jobId }) };
}

const viewDelivery = ({ receivedAt, platform, type, key, outcome }: Delivery, open: readonly Case[]): DeliveryView => ({
  at: receivedAt,
  platform,
  type,
  key,
  ...outcomeWords(outcome, open),
});

function viewHistory(row: HistoryRow): HistoryView {
  const { at, side, field, before, after } = row;
  return { at, side, field, before, after, says: historyWords(row) };
}
