import type { Addresses } from './addresses.ts';

/** Where everything is. */
export const writeAddresses = ({ storeganise, zendesk, proxy, service, logs }: Addresses): string =>
  [
    `  Storeganise   ${storeganise}`,
    `  Zendesk       ${zendesk}`,
    `  OAuth proxy   ${proxy}`,
    `  Service       ${service}`,
    `  Log files     ${logs}`,
  ].join('\n');

/** What people can do while the demo keeps running; the ids are those of Pat. */
export function writeTryIt(at: Addresses, ids: { storeganise: string; zendesk: string }): string {
  const customer = `${at.storeganise}/_control/acme/users/${ids.storeganise}`;
  const user = `${at.zendesk}/_control/acme/users/${ids.zendesk}`;
  const ask = `ADMIN_KEY=${at.adminKey} npm run -s cli -- --url ${at.service}`;
  return `Everything keeps running. Try it in a second terminal; each line works as it stands.

See both sides
  curl ${at.storeganise}/_control/acme/users
  curl ${at.zendesk}/_control/acme/users

Change the name in Zendesk, then look at both sides again
  curl -X PATCH ${user} -d '{"name":"Patty Miller"}'

Change name and phone in Storeganise
  curl -X PATCH ${customer} -d '{"firstName":"Trish","phone":"(415) 555-2671"}'

Make a new customer
  curl ${at.storeganise}/_control/acme/users -d '{"firstName":"Sam","lastName":"Poe","email":"sam@example.com"}'

Take an address that somebody else has in Zendesk; see the task, and what the add-on says about it
  curl -X PATCH ${customer} -d '{"email":"robin@example.com"}'
  curl ${at.storeganise}/_control/acme/jobs
  ${ask} cases list
  ${ask} explain acme ${ids.storeganise}

Break Zendesk for the next two writes, then change a name in Storeganise: it arrives a little late, but once
  curl ${at.zendesk}/_control/acme/faults -d '{"method":"PUT","times":2,"effect":{"kind":"answer","status":503}}'

Withdraw the access in Zendesk, change a name, and see the fresh task with its link
  curl -X POST ${at.zendesk}/_control/acme/oauth/revoke
  curl -X PATCH ${customer} -d '{"firstName":"Tricia"}'
  curl ${at.storeganise}/_control/acme/jobs

See how the service is
  curl ${at.service}/readyz
  curl ${at.service}/metrics
  ${ask} status

The business "sakura" (names Last First) is there as well: put sakura for acme.
More that the simulators can do: ${at.storeganise}/ and ${at.zendesk}/

${writeAddresses(at)}

Ctrl-C ends everything.`;
}
