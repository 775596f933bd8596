import { invalidRecord, notFound } from './answers.ts';
import { isoSeconds } from './records.ts';
import type { ZendeskSwitches } from './switches.ts';

export type FieldValues = Record<string, unknown>;

/** A custom field of users; the options of a dropdown are its tags (Zendesk dossier §5). */
export type UserField = {
  id: string;
  key: string;
  title: string;
  type: 'dropdown' | 'checkbox' | 'text';
  options: string[];
  active: boolean;
};

export type NewUserField = Pick<UserField, 'key'> & Partial<Omit<UserField, 'id'>>;

export type UserFields = ReturnType<typeof createUserFields>;

/** The field that the product's setup guide asks for (Zendesk dossier §13). */
export const customerStatusField: NewUserField = {
  key: 'customer_status',
  title: 'Customer Status',
  type: 'dropdown',
  options: ['new_prospect', 'active', 'deactivated'],
};

/** The custom fields of one account (Zendesk dossier §5). */
export function createUserFields(given: readonly NewUserField[], switches: ZendeskSwitches) {
  const fields = new Map<string, UserField>();
  let added = 0;

  function add({ key, title = key, type = 'text', options = [], active = true }: NewUserField): UserField {
    added += 1;
    const field = { id: String(6_300_000_000_000 + added), key, title, type, options: [...options], active };
    fields.set(key, field);
    return field;
  }

  function require(idOrKey: string): UserField {
    const field = fields.get(idOrKey) ?? [...fields.values()].find(({ id }) => id === idOrKey);
    if (field === undefined) throw notFound();
    return field;
  }

  for (const field of given) add(field);

  /** What a value comes to; `undefined` when the write is dropped. */
  function admit(field: UserField, value: unknown): unknown {
    if (value === null || value === '') return null;
    if (field.type === 'checkbox') return value === true;
    if (field.type === 'text' || field.options.includes(String(value))) return value;
    if (switches.unknownOption === 'dropped') return undefined;
    throw invalidRecord(field.key, `${field.title}: ${String(value)} is not a valid option`, 'InvalidValue');
  }

  return {
    add,
    require,
    all: (): UserField[] => [...fields.values()],

    remove(key: string) {
      fields.delete(require(key).key);
    },

    /** An inactive field is absent from every user (Zendesk dossier §15 item 21). */
    setActive(key: string, active: boolean) {
      require(key).active = active;
    },

    /** An option that is gone disappears from the users, too (Zendesk dossier §5). */
    removeOption(key: string, option: string) {
      const field = require(key);
      field.options = field.options.filter((other) => other !== option);
    },

    /** Lists all active fields, unset ones too (Zendesk dossier §3.2, §13). */
    describe(values: FieldValues): FieldValues {
      const active = [...fields.values()].filter((field) => field.active);
      return Object.fromEntries(active.map((field) => [field.key, shown(field, values[field.key])]));
    },

    /** The writes that count: unknown keys and inactive fields are ignored (Zendesk dossier §5). */
    read(written: FieldValues): FieldValues {
      const known = Object.entries(written).flatMap(([key, value]) => {
        const field = fields.get(key);
        return field?.active ? [[key, admit(field, value)] as const] : [];
      });
      return Object.fromEntries(known.filter(([, value]) => value !== undefined));
    },
  };
}

function shown({ type, options }: UserField, value: unknown): unknown {
  if (type === 'checkbox') return value === true;
  if (type === 'dropdown' && !options.includes(String(value))) return null;
  return value ?? null;
}

/** The field object in recorded key order (Zendesk dossier §5). */
export function describeField(field: UserField, host: string) {
  const at = isoSeconds(Date.UTC(2020, 0, 1));
  const options = field.options.map((value, place) => ({
    id: BigInt(field.id) * 100n + BigInt(place),
    name: value,
    raw_name: value,
    value,
  }));
  return {
    url: `https://${host}/api/v2/user_fields/${field.id}.json`,
    id: BigInt(field.id),
    type: field.type,
    key: field.key,
    title: field.title,
    description: '',
    raw_title: field.title,
    raw_description: '',
    position: 0,
    active: field.active,
    system: false,
    regexp_for_validation: null,
    created_at: at,
    updated_at: at,
    ...(field.type === 'dropdown' ? { custom_field_options: options } : {}),
  };
}
