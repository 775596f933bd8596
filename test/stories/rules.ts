// The oracle: the rules of the sync in words, one row a rule or an awkward case. Whoever reads it needs no code.
import type { Rule } from './rule.ts';
import { blankRules } from './rules/blank.ts';
import { conflictRules } from './rules/conflict.ts';
import { createRules } from './rules/create.ts';
import { disableRules } from './rules/disable.ts';
import { echoRules } from './rules/echo.ts';
import { emailRules } from './rules/email.ts';
import { firstLinkRules } from './rules/first-link.ts';
import { goneRules } from './rules/gone.ts';
import { listRules } from './rules/lists.ts';
import { matchRules } from './rules/match.ts';
import { nameRules } from './rules/name.ts';
import { phoneRules } from './rules/phone.ts';
import { pointerRules } from './rules/pointers.ts';
import { statusRules } from './rules/status.ts';
import { taskRules } from './rules/task.ts';

export const RULES = {
  name: nameRules,
  email: emailRules,
  phone: phoneRules,
  lists: listRules,
  status: statusRules,
  disable: disableRules,
  gone: goneRules,
  match: matchRules,
  'first-link': firstLinkRules,
  pointers: pointerRules,
  create: createRules,
  blank: blankRules,
  conflict: conflictRules,
  echo: echoRules,
  task: taskRules,
} as const satisfies Record<string, readonly Rule[]>;

type Topic = keyof typeof RULES;

export const TOPICS = Object.keys(RULES) as readonly Topic[];
