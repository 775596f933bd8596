import type { Act } from './act.ts';
import { forgeries } from './forge-delivery.ts';

const api = {
  storeganise: (url: string) =>
    `curl -H 'Authorization: Addon 5f0000000000000000000a01|simulated-api-key' ${url}/t/acme/api/v1/admin/users`,
  zendesk: (url: string) =>
    `curl -H 'Authorization: Bearer simulated-token-acme' '${url}/acme/api/v2/users/search?query=pat'`,
};

/** What `GET /` says. */
export function writeHelp(platform: 'storeganise' | 'zendesk', url: string, acts: readonly Act[]): string {
  return `A simulator of ${platform} with the tenants acme and sakura.

Act as people do, and look (each act sends its webhooks)
${acts.map((act) => describeAct(url, act)).join('\n')}

Call the API
  ${api[platform](url)}

See what happened
  curl ${url}/_control/acme/calls                (-X DELETE forgets)
  curl ${url}/_control/deliveries
  curl ${url}/_control/deliveries/poor           (slower than 2 s, or not 200)

Break the next calls: answer, lost, reset, slow, late
  curl ${url}/_control/acme/faults -d '{"method":"PUT","times":2,"effect":{"kind":"answer","status":503}}'
  curl ${url}/_control/acme/faults -d '{"method":"POST","effect":{"kind":"late","ms":5000}}'
  curl -X DELETE ${url}/_control/acme/faults

Turn the webhooks: "url", "secret", "off", and how they travel
  curl ${url}/_control/acme/webhooks
  curl -X PUT ${url}/_control/acme/webhooks -d '{"off":true}'
  curl -X PUT ${url}/_control/acme/webhooks -d '{"delayMs":[0,60000],"duplicateChance":0.3,"lossChance":0.1,"perMinute":60}'
  curl -X PUT ${url}/_control/acme/webhooks -d '{"retries":"same_id"}'      (platform, none, same_id, new_id)

Send what must be refused
  curl ${url}/_control/acme/forgeries -d '{"kind":"wrong_secret","userId":"<id>"}'
  kinds: ${forgeries.join(', ')}
`;
}

function describeAct(url: string, { method, path, says, example }: Act): string {
  const plain = method === 'GET' || (method === 'POST' && example !== undefined);
  const verb = plain ? '' : `-X ${method} `;
  const body = example === undefined ? '' : ` -d '${JSON.stringify(example)}'`;
  const address = path.replaceAll(/:(\w+)/g, '<$1>');
  return `  curl ${verb}${url}/_control/acme${address}${body}\n    # ${says}`;
}
