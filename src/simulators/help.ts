/** What `GET /` says. */
export function writeHelp(platform: 'storeganise' | 'zendesk', url: string): string {
  const user =
    platform === 'storeganise'
      ? '{"firstName":"Pat","lastName":"Doe","email":"pat@example.com"}'
      : '{"name":"Pat Doe","email":"pat@example.com"}';
  const edit = platform === 'storeganise' ? '{"firstName":"Patricia"}' : '{"name":"Patricia Doe"}';
  const api =
    platform === 'storeganise'
      ? `curl -H 'Authorization: Addon 5f0000000000000000000a01|simulated-api-key' ${url}/t/acme/api/v1/admin/users`
      : `curl -H 'Authorization: Bearer simulated-token-acme' '${url}/acme/api/v2/users/search?query=pat'`;
  const lag =
    platform === 'zendesk'
      ? `\nMake the search index lag\n  curl -X PUT ${url}/_control/acme/search-lag -d '{"queryMs":[0,0]}'\n`
      : '';
  return `A simulator of ${platform} with the tenants acme and sakura.

Act as a person (each act sends its webhooks)
  curl ${url}/_control/acme/users
  curl ${url}/_control/acme/users -d '${user}'
  curl -X PATCH ${url}/_control/acme/users/<id> -d '${edit}'

Call the API
  ${api}

See what happened
  curl ${url}/_control/acme/calls                (-X DELETE forgets)
  curl ${url}/_control/deliveries

Break the next calls: answer, lost, reset, slow, late
  curl ${url}/_control/acme/faults -d '{"method":"PUT","times":2,"effect":{"kind":"answer","status":503}}'
  curl ${url}/_control/acme/faults -d '{"method":"POST","effect":{"kind":"late","ms":5000}}'
  curl -X DELETE ${url}/_control/acme/faults

Turn the webhooks
  curl -X PUT ${url}/_control/acme/webhooks -d '{"off":true}'      (also "url", "secret")
${lag}`;
}
