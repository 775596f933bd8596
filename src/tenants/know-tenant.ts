import type { AddonRecord, Installation } from '../domain/installation.ts';
import type { TenantFacts } from '../domain/tenant-standing.ts';
import type { Seal } from './seal-secret.ts';
import { readSettings } from './settings.ts';
import { type PinnedTenant, type Tenant, tenantOf } from './tenant.ts';

/** A tenant with what is known of it. */
export type KnownTenant = { readonly tenant: Tenant; readonly facts: TenantFacts };

/**
 * What is known of a tenant from its installations and from its file, if it has one. Settings and state count in this order:
 * file, add-on record, default (contract: "Installation").
 */
export function knowTenant(
  installation: Installation,
  others: readonly Installation[],
  file: PinnedTenant | undefined,
  seal: Pick<Seal, 'open'>,
): KnownTenant {
  const { addonId, apiUrl, tenant: code, record, connection, account } = installation;
  const opened = record?.settings && seal.open(record.settings);
  const { values, faults } = readSettings(opened?.settings ?? {}, file?.settings);
  const { webhookSecrets, ...settled } = tenantOf({ code, addonId, apiUrl }, values);
  const isRead = opened?.isSecretKnown || (record?.answer === 'missing' && file !== undefined);
  const isSet = values.zendesk_webhookSecret !== undefined;
  const isBlank = isRead && !isSet && !faults.some(({ setting }) => setting === 'zendesk_webhookSecret');
  return {
    tenant: {
      ...settled,
      ...(account && account.subdomain === settled.zendeskSubdomain ? { zendeskAccountId: account.id } : {}),
      ...(webhookSecrets && (isSet || isBlank) ? { webhookSecrets } : {}),
    },
    facts: {
      tenant: code,
      state: stateOf(record, file),
      faults,
      ...(settled.zendeskSubdomain === undefined ? {} : { subdomain: settled.zendeskSubdomain }),
      isSigned: !isBlank,
      ...(connection ? { connection } : {}),
      seconds: others.filter(isInUse).map((other) => other.addonId),
    },
  };
}

/** A business with a file may have no add-on record at all: then the file is all there is. */
function stateOf(record: AddonRecord | undefined, file: PinnedTenant | undefined): TenantFacts['state'] {
  if (file?.state === 'disabled') return 'disabled';
  if (record === undefined) return 'unread';
  if (record.answer === 'refused' || (record.answer === 'missing' && !file)) return 'refused';
  return file?.state ?? record.state ?? 'enabled';
}

const isInUse = ({ isSecond, record }: Installation): boolean =>
  isSecond && record?.answer === 'read' && record.state !== 'disabled';
