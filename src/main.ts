import closeWithGrace from 'close-with-grace';
import { readServiceConfig, type ServiceConfig } from './config.ts';
import { createLog } from './log.ts';
import { StoreRefused } from './ports.ts';
import { startService } from './service.ts';
import { type LoadedTenants, loadTenants } from './tenants/load-tenants.ts';
import type { PinnedTenant } from './tenants/tenant.ts';

/** EX_CONFIG of sysexits.h. */
const CONFIGURATION_FAULT = 78;
/** The service itself gives up earlier; this is for a service that cannot. */
const GIVE_UP_MS = 20_000;

const read = readServiceConfig(process.env);
const loaded = readTenants(read.ok ? read.config : readableConfig());
if (read.ok && loaded.ok) await run(read.config, loaded.tenants);
else {
  for (const fault of [...(read.ok ? [] : read.faults), ...(loaded.ok ? [] : loaded.faults)]) console.error(fault);
  process.exitCode = CONFIGURATION_FAULT;
}

type TenantSource = Pick<ServiceConfig, 'tenantsDir' | 'storeganiseHosts' | 'production'>;

function readTenants({ tenantsDir, storeganiseHosts, production }: TenantSource): LoadedTenants {
  return loadTenants({ dir: tenantsDir, env: process.env, hosts: storeganiseHosts, production });
}

/** Where the tenant files are although other variables are wrong, so that all faults are told at once. */
function readableConfig(): TenantSource {
  const { NODE_ENV, TENANTS_DIR, STOREGANISE_HOSTS } = process.env;
  const readable = [{ TENANTS_DIR, STOREGANISE_HOSTS }, { TENANTS_DIR }].map(readServiceConfig).find(({ ok }) => ok);
  if (!readable?.ok) throw new Error('the defaults of the configuration are wrong');
  return { ...readable.config, production: NODE_ENV === 'production' };
}

async function run(config: ServiceConfig, tenants: readonly PinnedTenant[]): Promise<void> {
  const log = createLog({ name: 'service', level: config.logLevel });
  const starting = startService({ config, tenants, log });
  closeWithGrace({ delay: GIVE_UP_MS, logger: false }, async ({ err, signal }) => {
    if (err) log.fatal({ err }, 'stopping after a defect');
    else log.info({ signal }, 'draining');
    await (await starting).stop();
  });
  try {
    await starting;
  } catch (err) {
    if (err instanceof StoreRefused) {
      console.error(err.message);
      process.exit(CONFIGURATION_FAULT);
    }
    log.fatal({ err }, `cannot listen on ${config.host}:${config.port}`);
    process.exit(1);
  }
}
