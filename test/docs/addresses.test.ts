import { afterAll, describe, expect, it } from 'vitest';
import { CALLBACK_PATH } from '../../src/oauth-proxy/consent-routes.ts';
import { openDoor } from '../http/door-server.ts';
import { DOCUMENTS, documentAt } from './documents.ts';

const door = await openDoor();
afterAll(door.close);

/** Every address below which webhooks arrive, as a business that is called acme would paste it. */
function addressesIn(text: string): readonly string[] {
  return [...text.matchAll(/\/addon\w*\/\w+(?:\/(?:<[^>]+>|[\w-]+)?)?/g)].map(([address]) =>
    address.replace(/<[^>]+>/, 'acme').replace(/\/$/, '/acme'),
  );
}

describe('the addresses to paste', () => {
  it('are those at which webhooks are taken', async () => {
    const named = [...new Set([...DOCUMENTS.values()].flatMap(addressesIn))];
    const answers = await Promise.all(named.map((address) => door.post(address, '{}')));

    expect(named).toEqual(expect.arrayContaining(['/addon/storeganise', '/addon/zendesk/acme']));
    expect(named.filter((_, place) => answers[place]?.status !== 401)).toEqual([]);
  });

  it('of the OAuth client is the one that Zendesk sends people back to', () => {
    const named = [...documentAt('docs/marketplace-listing.md').matchAll(/https:\/\/oauth\.example\.com(\/\S+?)`/g)];

    expect(named.map(([, path]) => path)).toEqual([CALLBACK_PATH]);
  });
});
