import type { Case, CaseKind } from './records.ts';

/** What a task in Storeganise says, in plain words for a storage manager. */
export type TaskText = { readonly title: string; readonly desc: string };

type Words = {
  readonly title: string;
  readonly happened: string;
  readonly notDone: string;
  readonly next: string;
  /** An address to open; it stands on a line of its own. */
  readonly link?: string;
};

const MAX_VALUE = 200;

/** Somebody else's text: one line, not too long, in quotes. */
export function quote(value: string | undefined): string {
  const line = oneLine(value ?? '');
  return line === '' ? 'nothing' : `“${line}”`;
}

/** Without control characters and marks that turn the direction of what follows; cut between characters. */
function oneLine(text: string): string {
  const plain = text.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\s]+/gu, ' ').trim();
  const characters = Array.from(plain);
  return characters.length > MAX_VALUE ? `${characters.slice(0, MAX_VALUE).join('')}…` : plain;
}

/** The text of a question's task: what happened, what we did not do, what to do next, and a stable code. */
export function taskText(question: Case): TaskText {
  const { title, happened, notDone, next, link } = WORDS[question.kind](question);
  const code = `Code: ${question.kind} ${question.id}`;
  const lines = [happened, notDone, next, ...(link === undefined ? [] : [link]), ...customerLine(question), code];
  return { title: `zendesk: ${title}`, desc: lines.join('\n\n') };
}

const customerLine = ({ person }: Case) => (person ? [`Customer: ${quote(person.name)}, ${quote(person.email)}`] : []);

/** What a person can do about a question, as its task says it. */
export const nextStep = (question: Case): string => WORDS[question.kind](question).next;

const nameOf = ({ person }: Case) => oneLine(person?.name ?? '') || 'a customer';
const fieldOf = ({ values }: Case) => (values.field === 'email' ? 'e-mail address' : (values.field ?? 'value'));
const both = ({ values }: Case) => `Storeganise: ${quote(values.storeganise)}. Zendesk: ${quote(values.zendesk)}.`;

/** Why the last try to connect Zendesk came to nothing. */
const REFUSALS: Readonly<Record<string, string>> = {
  denied: ' The last time, access was denied in Zendesk.',
  not_admin: ' The last time, the person who was signed in to Zendesk was not an admin of the account.',
  scope_too_small: ' The last time, Zendesk granted too little: both read and write are needed.',
};

const BEFORE: Readonly<Record<string, (account: string) => string>> = {
  revoked: (account) =>
    `The access to your Zendesk account ${account} has ended: it was withdrawn there, or has run out.`,
  connected: (account) => `The settings name the Zendesk account ${account}, but another one is connected.`,
};
const isNew = (account: string) => `To keep customers the same, we need access to your Zendesk account ${account}.`;

const WORDS: Readonly<Record<CaseKind, (question: Case) => Words>> = {
  authorise: ({ values }) => ({
    title: 'Authorize Zendesk OAuth connection',
    happened: `${(BEFORE[values.before ?? ''] ?? isNew)(quote(values.account))}${REFUSALS[values.refusal ?? ''] ?? ''}`,
    notDone: 'Nothing is copied until then. Changes are kept and are carried out as soon as Zendesk is connected.',
    next: 'Open the link below, check which business and which account it names, press the button, and allow the access as an admin of the Zendesk account. This task closes by itself.',
    link: values.link ?? '',
  }),
  wrong_setting: ({ values }) => ({
    title: `The setting ${quote(values.setting)} cannot be used`,
    happened: `In the settings of this add-on, ${quote(values.setting)} holds ${quote(values.found)}. Accepted is ${quote(values.accepted)}.`,
    notDone: 'Nothing is copied until it is corrected. Changes are kept and are carried out then.',
    next: 'Correct the setting on the page of this add-on in Storeganise and save. We go on by ourselves, and this task closes.',
  }),
  unsigned: () => ({
    title: 'Webhooks from Zendesk are taken without proof',
    happened:
      'The setting “Zendesk Webhook Secret” is blank, so whoever knows our address can send us webhooks in the name of your Zendesk.',
    notDone: 'We take them all the same. They only make us look at a customer again: nothing in them is ever copied.',
    next: 'In Zendesk, open the webhook, reveal its signing secret, and paste it into that setting. This task closes by itself.',
  }),
  bad_signatures: () => ({
    title: 'Webhooks from Zendesk are refused',
    happened: 'Twenty webhooks in a row came within ten minutes without a good signature.',
    notDone: 'We refused them, so changes made in Zendesk arrive late: only when we look for them by ourselves.',
    next: 'In Zendesk, open the webhook, reveal its signing secret, and paste it into the setting “Zendesk Webhook Secret”. This task closes with the first webhook that is signed well.',
  }),
  second_installation: ({ values }) => ({
    title: 'This add-on is installed twice',
    happened: `Besides the installation that we work with, this business has another one: ${quote(values.addonId)}.`,
    notDone: 'The other one is paused: nothing is done for it, and its settings count for nothing.',
    next: 'Disable the other installation in Storeganise, or ask Storeganise support to remove it. This task closes by itself.',
  }),
  account_taken: ({ values }) => ({
    title: 'This Zendesk account belongs to another business',
    happened: `Somebody tried to connect the Zendesk account ${quote(values.account)}, but another Storeganise business is connected to it.`,
    notDone: 'We connected nothing: an account can belong to one business only.',
    next: 'Check the setting “Zendesk Instance”. To move the account here, have it disconnected from the other business first, and open the link in the task “Authorize Zendesk OAuth connection” again.',
  }),
  missing_permission: ({ values }) => ({
    title: `A permission is missing in ${oneLine(values.platform ?? '')}`,
    happened: `${quote(values.platform)} lets us in, but refuses something that is needed to keep customers the same.`,
    notDone: 'Changes that need it wait and are tried again every minute. Nothing is lost.',
    next: 'In Zendesk, check that the person who authorized the connection is still an admin. In Storeganise, ask support to let this add-on read and change customers. This task closes by itself.',
  }),
  field_conflict: (question) => ({
    title: `Which ${fieldOf(question)} is right for ${nameOf(question)}?`,
    happened: `The ${fieldOf(question)} of ${nameOf(question)} was changed in Storeganise and in Zendesk, to different values. ${both(question)}`,
    notDone:
      'We changed nothing: each side keeps its value. Everything else about this customer goes on being kept the same.',
    next: 'Type the right value on either side. It is then copied to the other, and this task closes by itself.',
  }),
  email_conflict: (question) =>
    question.values.field === undefined
      ? {
          title: `The e-mail address of ${nameOf(question)} is taken in Zendesk`,
          happened: `Zendesk says that somebody already has the e-mail address of ${nameOf(question)}, but does not show us who.`,
          notDone: 'We did not create a Zendesk user for this customer, and linked nobody.',
          next: 'Look for the address in Zendesk, also among suspended users and agents. Free it there, or correct it in Storeganise; then we try again.',
        }
      : {
          title: `The e-mail address of ${nameOf(question)} is already taken`,
          happened: `The e-mail address of ${nameOf(question)} was changed, but somebody else already has the new one on the other side. ${both(question)}`,
          notDone:
            'We did not change the address there and took it from nobody. The other fields go on being kept the same.',
          next: 'If it is the same person twice, merge or correct the other one; else correct the address. We try again by ourselves, and this task closes when both sides agree.',
        },
  rejected_write: (question) => ({
    title: `A change of ${nameOf(question)} was refused`,
    happened: `The other side refused the ${fieldOf(question)} of ${nameOf(question)}. ${both(question)}`,
    notDone: 'We left both values as they are and do not try this one again.',
    next: 'Correct the value where it was typed. The next value is tried at once, and this task closes when it is accepted.',
  }),
  unproven_email_change: (question) => ({
    title: `May the e-mail address of ${nameOf(question)} change in Zendesk?`,
    happened: `The e-mail address of ${nameOf(question)} was changed in Storeganise. ${both(question)} We know this customer in Zendesk by the address alone, and the customer has not confirmed the new one.`,
    notDone: 'We did not change the address in Zendesk, because whoever has it can read the tickets there.',
    next: 'If the change is right, ask the customer to confirm the address in Storeganise, or type the same address in Zendesk yourself. If it is not, put the old address back in Storeganise. Completing this task alone changes nothing.',
  }),
  ambiguous_match: (question) => ({
    title: `Who is ${nameOf(question)} in Zendesk?`,
    happened: `We found ${nameOf(question)} on the other side, but not in a way that is certain: more than one person fits, the address is only a further address there, or it belongs to an agent. Candidates: ${quote(question.values.candidates)}.`,
    notDone: 'We linked nobody, created nobody and changed nothing.',
    next: 'Make the e-mail address the first address of the right Zendesk user, or remove it from the wrong one. We look again at the next change, and this task closes by itself.',
  }),
  external_id_taken: (question) => ({
    title: `The Zendesk user of ${nameOf(question)} carries another customer’s id`,
    happened: `The external id of the Zendesk user that belongs to ${nameOf(question)} names another customer: ${quote(question.values.external_id ?? question.values.candidates)}.`,
    notDone: 'We left the external id as it is.',
    next: 'Find out in Zendesk whose user it is. Clear the external id or put the right one in; this task then closes by itself.',
  }),
  foreign_external_ids: (question) => ({
    title: 'Your Zendesk external ids are used by something else',
    happened: `Zendesk users carry external ids that are not ours, for instance ${quote(question.values.external_id)}.`,
    notDone: 'We leave them alone. Customers are still kept the same, by our own records.',
    next: 'Nothing has to be done. If no other software needs the field, you may clear it; we then fill in ours.',
  }),
  zendesk_user_deleted: (question) => ({
    title: `The Zendesk user of ${nameOf(question)} is gone`,
    happened: `The Zendesk user of ${nameOf(question)} was deleted, and nobody else there has the address.`,
    notDone: 'We changed nothing in Storeganise and did not create the user again.',
    next: 'If the customer should be in Zendesk, create a user with the same e-mail address there: we link it and close this task. Else leave it as it is.',
  }),
  zendesk_user_suspended: (question) => ({
    title: `${nameOf(question)} was suspended in Zendesk`,
    happened: `Somebody suspended the Zendesk user of ${nameOf(question)}.`,
    notDone: 'We did not disable the customer in Storeganise: Storeganise offers no way to do that for us.',
    next: 'If the customer should not sign in here either, disable them in Storeganise. This task closes then, or when the suspension is lifted.',
  }),
  zendesk_user_promoted: (question) => ({
    title: `${nameOf(question)} is an agent in Zendesk now`,
    happened: `The Zendesk user of ${nameOf(question)} has become an agent or an admin.`,
    notDone: 'We no longer change this user: agents and admins are never touched.',
    next: 'If that was a mistake, make the user an end user again; we then go on, and this task closes.',
  }),
  suspension_refused: (question) => ({
    title: `${nameOf(question)} could not be suspended in Zendesk`,
    happened: `${nameOf(question)} was disabled in Storeganise, but Zendesk refused to suspend the user.`,
    notDone: 'The Zendesk user is not suspended.',
    next: 'Suspend the user in Zendesk by hand if that is what you want.',
  }),
  suspension_note_refused: (question) => ({
    title: `${nameOf(question)} was suspended in Zendesk without a note`,
    happened: `${nameOf(question)} was disabled in Storeganise, so the Zendesk user was suspended. Zendesk refused the note that says why; the notes of this user may be full.`,
    notDone: 'We added no note and do not try again.',
    next: 'Make room in the notes of the Zendesk user and write down yourself that the account was suspended because the customer was disabled in Storeganise. Then complete this task.',
  }),
  overwritten_edit: (question) => ({
    title: `An edit of ${nameOf(question)} may have been overwritten`,
    happened: `While we wrote the ${fieldOf(question)} of ${nameOf(question)} to Zendesk, somebody changed it there at the same moment. We wrote ${quote(question.values.written)}.`,
    notDone: 'We do not know what had been typed, so we could not keep it.',
    next: 'Look at the customer in Zendesk and type the right value once more if it is missing. Then complete this task.',
  }),
  status_field_missing: ({ values: { key, status } }) => ({
    title: 'The customer status cannot be written to Zendesk',
    happened: `${key === undefined ? `Zendesk did not take the customer status ${quote(status)}. Its user field` : `The Zendesk user field ${quote(key)}`} is missing, or lacks one of the tags active, new_prospect, deactivated.`,
    notDone: 'We write no customer status until the field is right. Everything else is kept the same.',
    next: 'In Zendesk, add a dropdown user field with exactly the key of the settings and the three tags, or correct the setting “Zendesk Customer Status Field Key”. This task closes with the next status that is written.',
  }),
  missing_customer_fields: () => ({
    title: 'Three customer fields are missing in Storeganise',
    happened:
      'Storeganise does not keep the fields zendesk_userId, zendesk_otherEmails and zendesk_otherPhoneNumbers on customers.',
    notDone:
      'We cannot show the Zendesk id and the further addresses and numbers there. Customers are still kept the same.',
    next: 'Ask Storeganise support to run the installation step of this add-on again. This task closes by itself.',
  }),
  unavailable: (question) => ({
    title: 'Changes have been waiting for more than three days',
    happened: `A platform has not answered for more than 72 hours (${quote(question.values.code)}).`,
    notDone: 'Nothing is lost: all changes are kept and are carried out when it answers again.',
    next: 'Check that Zendesk and Storeganise can be reached and that the account is active. This task closes by itself.',
  }),
  many_questions: () => ({
    title: 'There are more open questions than we post in a day',
    happened: 'More than 20 new questions about customers came up today.',
    notDone:
      'We do not post one task for each of them today; nothing was changed for those customers. The others follow tomorrow.',
    next: 'A common cause is likely, for instance an import or a merge. The command line lists all of them: cases list.',
  }),
  zendesk_unheard: ({ values: { heard } }) => ({
    title: 'Changes in Zendesk are not reaching us: check the webhook',
    happened: `Customers were changed in Zendesk, and Zendesk did not tell us. ${lastHeard('Zendesk', heard)}`,
    notDone: `We missed nothing: we looked for these changes and carried them out. ${UNTIL_THEN}`,
    next: 'In the Admin Center of Zendesk, open Apps and integrations, then Webhooks, and look at the webhook of this add-on. Is it active? Is its address the one of the setup guide? Do its latest calls show errors? If its signing secret was renewed, type the new one in the settings of this add-on. This task closes by itself when messages arrive again.',
  }),
  storeganise_unheard: ({ values: { heard } }) => ({
    title: 'Changes in Storeganise are not reaching us: check the add-on',
    happened: `Customers were changed in Storeganise, and Storeganise did not tell us. ${lastHeard('Storeganise', heard)}`,
    notDone: `We missed nothing: we looked for these changes and carried them out. ${UNTIL_THEN}`,
    next: 'In Storeganise, open Settings, then Add-ons, and see whether this add-on is enabled. If it is, send this text to Storeganise support and ask why its messages do not arrive. This task closes by itself when they arrive again.',
  }),
};

const UNTIL_THEN =
  'Until messages arrive again, changes take up to fifteen minutes, and if a customer is changed on both sides in that time, we have to ask you.';

const lastHeard = (platform: string, day: string | undefined) =>
  day === undefined ? `No message of ${platform} has ever arrived.` : `Its last message arrived on ${quote(day)}.`;
