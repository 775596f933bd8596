import { z } from 'zod';
import { settingSchemas } from './settings.ts';

const addonId = z
  .string('expected the id of the add-on in Storeganise')
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected the id of the add-on in Storeganise');
const apiUrl = z.string('expected the address of the Storeganise API');
const state = z.enum(['enabled', 'paused', 'disabled'], 'expected enabled, paused or disabled').optional();

/** A tenant file after every `{"env": "NAME"}` was replaced by its value (contract: "Tenant file"). */
export const tenantFileSchema = z.strictObject({
  addonId,
  apiUrl,
  state,
  settings: z.strictObject(settingSchemas).partial().prefault({}),
});

const environmentValue = z.strictObject({
  env: z.string().meta({ description: 'Name of the environment variable that holds the value' }),
});

/** JSON Schema of a tenant file as an operator writes it, for editors. */
export function tenantFileJsonSchema(): object {
  const settings = Object.entries(settingSchemas).map(
    ([name, schema]) =>
      [
        name,
        z
          .union([schema, environmentValue])
          .optional()
          .meta(schema.meta() ?? {}),
      ] as const,
  );
  const written = z.strictObject({
    $schema: z.string().optional(),
    addonId,
    apiUrl,
    state,
    settings: z.strictObject(Object.fromEntries(settings)).optional(),
  });
  return z.toJSONSchema(written, { io: 'input' });
}
