import type { Commit } from '../front-door.ts';
import type { Account, Arrived } from './account.ts';
import { jsonAnswer } from './answers.ts';
import { offsetPage } from './paging.ts';
import { describeField } from './user-fields.ts';

/** `GET user_fields` (Zendesk dossier §5). */
export function listUserFields({ directory, host }: Account, { url }: Arrived): Commit {
  return () => {
    const described = directory.fields.all().map((field) => describeField(field, host));
    const { items, envelope } = offsetPage(described, url, host);
    return { response: jsonAnswer(200, { user_fields: items, ...envelope }) };
  };
}

/** `GET user_fields/{id or key}` (Zendesk dossier §5). */
export function showUserField({ directory, host }: Account, { fieldId }: Arrived): Commit {
  return () => ({ response: jsonAnswer(200, { user_field: describeField(directory.fields.require(fieldId), host) }) });
}
