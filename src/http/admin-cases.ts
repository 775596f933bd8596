import { caseRow } from '../domain/case-row.ts';
import type { Case } from '../domain/records.ts';
import type { AdminParts } from './admin.ts';
import { type AdminAnswer, refused } from './admin-call.ts';

/** The open questions of all tenants, or of one, the oldest first. */
export async function listCases(
  { store, tenants }: Pick<AdminParts, 'store' | 'tenants'>,
  { tenant }: Readonly<Record<string, string | string[] | undefined>>,
): Promise<AdminAnswer> {
  if (Array.isArray(tenant)) return refused(400, 'tenant: expected once');
  const code = tenant?.toLowerCase();
  if (code !== undefined && !tenants.has(code)) return refused(404, `there is no tenant ${JSON.stringify(tenant)}`);
  const open: Case[] = [];
  for (const listed of code === undefined ? tenants.keys() : [code]) open.push(...(await store.openCases(listed)));
  return { status: 200, body: open.toSorted((a, b) => a.since - b.since).map(caseRow) };
}
