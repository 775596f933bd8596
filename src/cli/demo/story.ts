import type { Step } from './step.ts';
import { hanako } from './story/hanako.ts';
import { installation, revocation } from './story/installation.ts';
import { kim } from './story/kim.ts';
import { pat } from './story/pat.ts';
import { robin } from './story/robin.ts';
import { unknownEvent } from './story/unknown-event.ts';

/** What the demo plays, in this order. */
export const story: readonly Step[] = [
  ...installation,
  ...pat,
  ...hanako,
  ...kim,
  ...robin,
  ...unknownEvent,
  ...revocation,
];
