import type { Platform } from '../../domain/contact.ts';
import type { ServiceStatus, TenantStatus } from '../../domain/service-status.ts';
import { spanOf } from '../../domain/span.ts';
import { alignRows } from '../columns.ts';
import { localTime } from './local-time.ts';

const MAX_CELL = 60;
const HEAD = ['tenant', 'state', 'backlog', 'waiting', 'parked', 'open cases', 'Storeganise heard', 'Zendesk heard'];

/** The process in a line, the tenants in a table, and below it whatever waits, and why. */
export function printStatus({ service, tenants }: ServiceStatus): string {
  const { version, node, store, startedAt, uptimeMs, isReady, hasProxy } = service;
  const kept = store === 'memory' ? 'kept in memory: a restart forgets everything' : 'kept in MongoDB';
  const lines = [
    `usersync ${version}, Node ${node}, up for ${spanOf(uptimeMs)} since ${localTime(startedAt)}`,
    `${isReady ? 'ready' : 'draining'}; ${hasProxy ? 'the OAuth proxy answers' : 'the OAuth proxy DOES NOT ANSWER'}; ${kept}`,
    '',
    ...(tenants.length === 0 ? ['No tenant.'] : alignRows([HEAD, ...tenants.map(rowOf)], MAX_CELL)),
    ...tenants.flatMap(worriesOf),
  ];
  return lines.join('\n');
}

function rowOf(tenant: TenantStatus): string[] {
  const { backlog, waiting, parked, cases } = tenant;
  const open = Object.entries(cases).map(([kind, count]) => `${kind} ${count}`);
  return [
    tenant.tenant,
    tenant.isLive ? 'live' : 'not live',
    String(backlog),
    String(waiting),
    String(parked.length),
    open.join(', ') || '-',
    heard(tenant, 'storeganise'),
    heard(tenant, 'zendesk'),
  ];
}

function heard({ heard: all }: TenantStatus, platform: Platform): string {
  const last = all.find((one) => one.platform === platform);
  return last ? localTime(last.at) : 'never';
}

function worriesOf({ tenant, notLive, isSigned, oldest, parked }: TenantStatus): string[] {
  const worries = [
    ...(notLive === undefined ? [] : [`not worked on: ${notLive}; everything is kept`]),
    ...(isSigned ? [] : ['webhooks from Zendesk are taken without a signature: zendesk_webhookSecret is blank']),
    ...(oldest ? [`oldest change: ${oldest.platform} ${oldest.recordId} ${oldest.says}`] : []),
    ...parked.map(({ platform, recordId, says }) => `${platform} ${recordId} is ${says}`),
  ];
  return worries.length === 0 ? [] : ['', tenant, ...worries.map((worry) => `  ${worry}`)];
}
