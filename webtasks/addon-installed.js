// Runs inside Storeganise when the add-on is installed. It may run again at any time: a field that is there is left as it is.
// Staff see the fields and do not change them; customers neither see nor change them, so no field has an `ownerAcl`.

const FIELDS = [
  { type: 'string', code: 'zendesk_userId', title: { en: 'Zendesk User ID' } },
  { type: 'list', code: 'zendesk_otherEmails', title: { en: 'Zendesk Other Emails' } },
  { type: 'list', code: 'zendesk_otherPhoneNumbers', title: { en: 'Zendesk Other Phone Numbers' } },
];

/** Makes the customer fields in which the add-on shows what it knows of the Zendesk user. */
export default async function addonInstalled({ api }) {
  for (const field of FIELDS) await api.ensureCustomField('user', { ...field, readOnly: true });
}
