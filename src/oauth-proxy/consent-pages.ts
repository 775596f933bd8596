import type { ConsentTicket } from '../consent-ticket.ts';
import type { ConsentOutcome, ConsentRefusal } from './consents.ts';
import { type Html, html } from './html.ts';
import { pageOf } from './page.ts';

const accountName = ({ subdomain }: ConsentTicket) => `${subdomain}.zendesk.com`;

function whoIsJoined(ticket: ConsentTicket): Html {
  const { business, tenant } = ticket;
  return html`<dl>
<dt>Storeganise business</dt>
<dd>${business}${business === tenant ? '' : html` <small>(${tenant})</small>`}</dd>
<dt>Zendesk account</dt>
<dd>${accountName(ticket)}</dd>
</dl>`;
}

/** Asks before anybody is sent to Zendesk: whoever was lured here sees whose customers go where. */
export function askPage(ticket: ConsentTicket, link: string): string {
  return pageOf(
    'ask',
    `Connect ${ticket.business} to Zendesk?`,
    html`<p>The customers of this business and the end users of this Zendesk account will be kept the same: name,
e-mail, phone and customer status.</p>
${whoIsJoined(ticket)}
<form method="post" action="start">
<input type="hidden" name="ticket" value="${link}">
<button class="button">Continue to Zendesk</button>
</form>
<p class="note">Zendesk will ask you to sign in as an admin of ${accountName(ticket)} and to allow access. If you do
not know this business or this account, close this page: nothing has happened yet.</p>`,
  );
}

/** It worked. */
export function connectedPage(ticket: ConsentTicket): string {
  return pageOf(
    'good',
    'It worked: Zendesk is connected',
    html`${whoIsJoined(ticket)}
<p>Customers of ${ticket.business} are now kept the same in both places. Existing customers follow on their next
change; new ones at once.</p>
<p>The task in Storeganise closes by itself. You can close this page.</p>`,
  );
}

type Words = { readonly status: number; readonly title: string; readonly what: string; readonly next: string };

const FROM_THE_TASK =
  'Open the link in the newest task “zendesk: Authorize Zendesk OAuth connection” in Storeganise and press the button there.';

const WORDS: Readonly<Record<ConsentRefusal, Words>> = {
  not_a_ticket: {
    status: 400,
    title: 'This link is not complete',
    what: 'Part of the address is missing or was changed.',
    next: `Copy the whole link from the task. ${FROM_THE_TASK}`,
  },
  expired: {
    status: 410,
    title: 'This link is too old',
    what: 'A link is good for 90 days.',
    next: 'Save the settings of the add-on in Storeganise once more: that posts a task with a fresh link.',
  },
  void: {
    status: 410,
    title: 'This link has been used',
    what: 'Since it was made, the connection that it asks for has been made.',
    next: `If customers do not arrive in Zendesk, look for a newer task. ${FROM_THE_TASK}`,
  },
  unknown_state: {
    status: 400,
    title: 'This cannot be finished here',
    what: 'It was finished already, it took longer than ten minutes, or it was begun in another browser.',
    next: `If you have just seen that it worked, all is well. Otherwise: ${FROM_THE_TASK}`,
  },
  denied: {
    status: 403,
    title: 'Access was not allowed',
    what: 'Zendesk reports that access was denied there. Nothing has been connected.',
    next: 'The link stays good: try again, and choose to allow access.',
  },
  code_refused: {
    status: 400,
    title: 'Zendesk did not confirm this',
    what: 'The answer was too old, was used before, or came from another account. Nothing has been connected.',
    next: 'The link stays good: try again, and finish within two minutes of allowing access.',
  },
  scope_too_small: {
    status: 403,
    title: 'Zendesk granted too little',
    what: 'To keep customers the same, the add-on has to read and write users and their e-mail addresses. What was granted does not reach that, so nothing has been connected.',
    next: 'In Zendesk, look under Apps and integrations whether the scopes of this application are restricted, and allow both read and write. The link stays good: then try again.',
  },
  not_admin: {
    status: 403,
    title: 'An admin has to do this',
    what: 'You are signed in to Zendesk as somebody who is not an admin of this account. Nothing has been connected.',
    next: 'Sign out of Zendesk and sign in as an admin, or ask one to open the link. It stays good: then try again.',
  },
  account_taken: {
    status: 409,
    title: 'This account is already connected',
    what: 'This Zendesk account is connected to another Storeganise business, and an account can belong to one only. Nothing has changed.',
    next: 'Check “Zendesk Instance” in the settings of the add-on. To move the account, disconnect it from the other business first.',
  },
  misconfigured: {
    status: 502,
    title: 'The add-on is not set up correctly',
    what: 'Zendesk does not know the application that asked. That is our mistake, not yours. Nothing has been connected.',
    next: 'Please tell the vendor of the add-on. The link stays good.',
  },
  unavailable: {
    status: 503,
    title: 'Zendesk does not answer just now',
    what: 'Nothing has been connected.',
    next: 'The link stays good: try again in a minute.',
  },
  store_away: {
    status: 503,
    title: 'This cannot be done just now',
    what: 'The add-on does not reach its own database.',
    next: `Try again in a minute. ${FROM_THE_TASK}`,
  },
};

/** It did not work, and what to do. */
export function refusalPage(outcome: Extract<ConsentOutcome, { kind: 'refused' }>): { status: number; page: string } {
  const { status, title, what, next } = WORDS[outcome.reason];
  const { ticket, link } = outcome;
  const content = html`<p>${what}</p>
${ticket ? whoIsJoined(ticket) : ''}
<p>${next}</p>
${link === undefined ? '' : html`<p><a class="button" href="start?ticket=${link}">Try again</a></p>`}`;
  return { status, page: pageOf('bad', title, content) };
}
