// `npm run schema`: writes the JSON Schema that editors use for the files in /tenants.
import { writeFileSync } from 'node:fs';
import { tenantFileJsonSchema } from './tenant-file.ts';

const target = new URL('../../tenants/tenant.schema.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(tenantFileJsonSchema(), null, 2)}\n`);
