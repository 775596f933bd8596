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

/** What people can do while the demo keeps running; the ids are those of the first person of the story. */
export function writeTryIt(at: Addresses, ids: { storeganise: string; zendesk: string }): string {
  return `Everything keeps running. Try it in a second terminal; each line works as it stands.

See both sides
  curl ${at.storeganise}/_control/acme/users
  curl ${at.zendesk}/_control/acme/users

Change the name in Zendesk, then look at both sides again
  curl -X PATCH ${at.zendesk}/_control/acme/users/${ids.zendesk} -d '{"name":"Patty Miller"}'

Change it in Storeganise
  curl -X PATCH ${at.storeganise}/_control/acme/users/${ids.storeganise} -d '{"firstName":"Trish"}'

Make a new customer
  curl ${at.storeganise}/_control/acme/users -d '{"firstName":"Sam","lastName":"Poe","email":"sam@example.com"}'

Break Zendesk for the next two writes, then change a name in Storeganise: it arrives a little late, but once
  curl ${at.zendesk}/_control/acme/faults -d '{"method":"PUT","times":2,"effect":{"kind":"answer","status":503}}'

See how the service is
  curl ${at.service}/readyz
  curl ${at.service}/metrics

The business "sakura" (names Last First) is there as well: put sakura for acme.
More that the simulators can do: ${at.storeganise}/ and ${at.zendesk}/

${writeAddresses(at)}

Ctrl-C ends everything.`;
}
