import type { Act } from '../act.ts';
import { createAccountActs } from './account-acts.ts';
import { createOAuthActs } from './oauth-acts.ts';
import { createUserActs } from './user-acts.ts';
import type { Zendesk } from './zendesk.ts';

/** What people do at Zendesk, by the control API. */
export function createZendeskActs(zendesk: Zendesk): readonly Act[] {
  return [...createUserActs(zendesk), ...createAccountActs(zendesk), ...createOAuthActs(zendesk)];
}
