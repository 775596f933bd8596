import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/domain/explain/explanation.ts';
import { AGREED, buildCase, buildCustomer, buildLink, buildUser } from '../support/builders.ts';
import { openAdmin } from './admin-server.ts';

let admin: Awaited<ReturnType<typeof openAdmin>>;
beforeEach(async () => {
  admin = await openAdmin();
});
afterEach(() => admin.close());

async function explain(record: string, tenant = 'acme') {
  const { status, json } = await admin.ask('POST', 'explain', { tenant, record });
  return { status, error: json.error, explanation: json as unknown as Explanation };
}

const delivery = {
  tenant: 'acme',
  platform: 'zendesk',
  recordId: '9001',
  key: 'z1',
  type: 'user.name_changed',
} as const;

describe('explain', () => {
  it.each(['sg1', '9001', 'pat@example.com', ' PAT@example.com '])('finds the pair of %j', async (record) => {
    await admin.havePat();

    const { explanation } = await explain(record);

    expect(explanation.link?.id).toBe('link1');
    expect(explanation.records).toMatchObject({ storeganise: { id: 'sg1', name: 'A' }, zendesk: { id: '9001' } });
    expect(explanation.summary).toBe('Linked, and nothing is left to do.');
  });

  it('shows every delivery of both records, the queue, the history and the questions', async () => {
    await admin.havePat();
    const row = { tenant: 'acme', id: 'h1', linkId: 'link1', at: 5, field: 'name', side: 'zendesk' } as const;
    await admin.store.accept(delivery);
    await admin.store.accept({ ...delivery, platform: 'storeganise', recordId: 'sg1', type: 'user.updated' });
    await admin.store.accept({ ...delivery, key: 'other', recordId: '9002' });
    await admin.store.deliverRow('acme', { kind: 'history', row: { ...row, before: 'A', after: 'B', why: 'written' } });
    await admin.askPat();
    const ofBusiness = buildCase({ id: 'acme.unavailable', kind: 'unavailable', subject: 'acme' });
    const ofSomebody = buildCase({ id: 'link2.name.field_conflict', subject: 'link2.name' });
    for (const question of [ofBusiness, ofSomebody]) {
      await admin.store.deliverRow('acme', { kind: 'case', case: question });
    }
    await admin.store.saveTask('acme', 'acme.unavailable', { state: 'open', jobId: 'j7', says: '', postedAt: 0 });

    const { explanation } = await explain('sg1');

    expect(explanation.deliveries.map(({ platform, type }) => `${platform} ${type}`).toSorted()).toEqual([
      'storeganise user.updated',
      'zendesk user.name_changed',
    ]);
    expect(explanation.queue.map(({ platform, dirty }) => `${platform} ${dirty}`)).toEqual([
      'storeganise 1',
      'zendesk 1',
    ]);
    expect(explanation.history).toMatchObject([
      { at: '1970-01-01T00:00:00.005Z', says: 'wrote name in Zendesk: “A” → “B”' },
    ]);
    expect(explanation.cases.map(({ kind, task }) => [kind, task])).toEqual([
      ['unproven_email_change', undefined],
      ['unavailable', 'j7'],
    ]);
  });

  it('tells who has the address that a customer waits for', async () => {
    const email = 'taken@example.com';
    const values = { storeganise: email, zendesk: 'pat@example.com' };
    const fieldCases = { email: { caseId: 'link1.email.email_conflict', kind: 'email_conflict', values } } as const;
    admin.platforms.records.push(
      buildCustomer('A', { contact: { ...AGREED, email } }),
      buildUser('A', { identities: [{ id: '1', type: 'email', value: email, primary: false }] }),
      buildUser('Somebody Else', { id: '9002', pointer: '', contact: { ...AGREED, name: 'Somebody Else', email } }),
    );
    await admin.store.insertLink(buildLink({ fieldCases }));
    const question = { kind: 'email_conflict', subject: 'link1.email', values: { field: 'email', ...values } } as const;
    await admin.store.deliverRow('acme', { kind: 'case', case: buildCase(question) });

    const { explanation } = await explain(email);

    expect(explanation.fields.find(({ field }) => field === 'email')?.why).toContain(
      'is taken in Zendesk by “Somebody Else” (9002). We',
    );
    expect(explanation.others).toEqual(['Zendesk user 9002, in no link']);
  });

  it('looks at no more than five records that a search finds', async () => {
    const hits = Array.from({ length: 7 }, (_, index) => buildUser('A', { id: `${index + 1}` }));
    admin.platforms.records.push(buildCustomer('A'), ...hits);

    expect((await explain('pat@example.com')).explanation.others).toHaveLength(5);
  });

  it('shows what it remembers while a platform is down', async () => {
    await admin.havePat();
    admin.platforms.down.set('zendesk', 'zendesk_503');

    const { explanation } = await explain('9001');

    expect(explanation.records.zendesk).toEqual({
      id: '9001',
      says: 'could not be read: zendesk_503: Zendesk answered with an error',
    });
    expect(explanation.fields.find(({ field }) => field === 'name')).toMatchObject({ storeganise: 'A', base: 'A' });
  });

  it('calls nothing of a disabled tenant', async () => {
    await admin.store.insertLink(buildLink({ tenant: 'gone' }));

    const { explanation } = await explain('sg1', 'gone');

    expect(explanation.records.storeganise.says).toMatch(/^could not be read: not_called: /);
    expect(explanation.summary).toContain('not_called');
  });

  it.each([
    ['a customer in no link', buildCustomer('A'), 'sg1'],
    ['a user in no link', buildUser('A'), '9001'],
  ])('explains %s', async (_, record, id) => {
    admin.platforms.records.push(record);

    const { explanation } = await explain(id);

    expect(explanation.summary).toBe('Not linked: no event about this record ever came in; “sync” looks now.');
    expect(explanation.link).toBeUndefined();
  });

  it('explains a record that is gone from its platform and that events have told of', async () => {
    await admin.store.accept({ ...delivery, outcome: { kind: 'noop', reason: 'no_match' } });
    await admin.store.mark({ tenant: 'acme', platform: 'zendesk', recordId: '9001' });

    const { explanation } = await explain('9001');

    expect(explanation.records.zendesk.says).toBe('read now: there is no such Zendesk user any more');
    expect(explanation.deliveries).toHaveLength(1);
  });

  it('finds questions about somebody who is in no link', async () => {
    admin.platforms.records.push(buildCustomer('A'));
    const question = buildCase({
      id: 'acme.match.storeganise.sg1',
      kind: 'ambiguous_match',
      subject: 'storeganise.sg1',
    });
    await admin.store.deliverRow('acme', { kind: 'case', case: question });

    expect((await explain('sg1')).explanation.cases).toMatchObject([{ kind: 'ambiguous_match', subject: 'sg1' }]);
  });

  it.each([
    ['an id', 'nobody', 'our links: no such id; Storeganise customer by id: nobody; Zendesk user by id: nobody'],
    [
      'an address',
      'nobody@example.com',
      'Storeganise customer by e-mail address: nobody; Zendesk user by e-mail address (a search may lag by minutes): nobody',
    ],
  ])('says where it looked for %s that nobody has', async (_, record, places) => {
    const { status, error } = await explain(record);

    expect([status, error]).toEqual([404, `nobody found in acme. Searched: ${places}`]);
  });

  it('does not find the customers of another tenant', async () => {
    await admin.store.insertLink(buildLink({ tenant: 'beta' }));

    expect((await explain('sg1')).status).toBe(404);
  });

  it('writes nothing', async () => {
    await admin.havePat();
    await admin.store.mark({ tenant: 'acme', platform: 'storeganise', recordId: 'sg1' });
    const before = [await admin.store.findLink({ ...delivery }), await admin.store.findChange({ ...delivery })];

    await explain('sg1');

    expect([await admin.store.findLink({ ...delivery }), await admin.store.findChange({ ...delivery })]).toEqual(
      before,
    );
    expect(admin.rings()).toBe(0);
  });
});
