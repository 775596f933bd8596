import { NO_WRITES, type Step } from '../step.ts';

/** Something that a later version of Storeganise might send. */
export const unknownEvent: readonly Step[] = [
  {
    tenant: 'acme',
    person: 'Pat',
    tells: ['Storeganise sends an event of a kind that we do not know.', 'It is counted and dropped.'],
    act: ({ sendUnknownEvent }) => sendUnknownEvent(),
    changes: {},
    writes: NO_WRITES,
  },
];
