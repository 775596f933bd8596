import type { Platform, PlatformRecord } from '../contact.ts';
import type { RecordView } from './explanation.ts';
import type { PersonFacts } from './person-facts.ts';
import { RECORD_NAMES, withWords } from './words.ts';

/** Who it is on one side, or why nobody can be shown there. */
export function explainReading({ readings, link }: PersonFacts, side: Platform): RecordView {
  const reading = readings[side];
  switch (reading.kind) {
    case 'read':
      return { id: reading.record.id, name: reading.record.contact.name, says: standingWords(reading.record) };
    case 'none':
      return { id: reading.id, says: `read now: there is no such ${RECORD_NAMES[side]} any more` };
    case 'unread':
      return { id: reading.id, says: `could not be read: ${withWords(reading.code)}` };
    case 'nobody':
      return { says: link?.state === 'half' ? `being created` : `nobody is linked there` };
  }
}

function standingWords({ platform, standing }: PlatformRecord): string {
  if (standing === 'gone') return 'read now: deleted';
  if (standing === 'customer') return 'read now';
  return platform === 'storeganise'
    ? 'read now: staff, never linked or written'
    : 'read now: an agent or admin, never linked or written';
}
