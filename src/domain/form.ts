// The form in which a tenant's values are compared, and what becomes of a link when the tenant's settings change it. The
// idea: whatever was agreed stays agreed in the form it was agreed in, until a person really edits it; then it moves on.
import type { Contact, Pair, Platform, PlatformRecord } from './contact.ts';
import { PLATFORMS } from './contact.ts';
import { canonicalName, joinName, type NameOrder, type NameParts } from './name.ts';
import { readPhone } from './phone.ts';
import type { Link } from './records.ts';

/** By the fields that depend on settings: the order of names, and the calling code of numbers that have none. */
export type Form = { readonly name: NameOrder; readonly phone: string };

/** What stands in a record, before it is brought into a form. */
export type Typed = { readonly name: NameParts | string; readonly phone: string };

const FORMED = ['name', 'phone'] as const satisfies readonly (keyof Form)[];
type Formed = (typeof FORMED)[number];

/** What was typed, as it is compared. */
export function readTyped(
  { name, phone }: Typed,
  form: Form,
): Pick<Contact, Formed> & { readonly isUnreadable: boolean } {
  const read = readPhone(phone, form.phone);
  return {
    name: typeof name === 'string' ? canonicalName(name, form.name) : joinName(name, form.name),
    phone: read.kind === 'number' ? read.e164 : '',
    isUnreadable: read.kind === 'unreadable',
  };
}

/** The record as it reads in a form. */
export function inForm(record: PlatformRecord, form: Form | undefined): PlatformRecord {
  if (!record.typed || !form) return record;
  const { isUnreadable, ...values } = readTyped(record.typed, form);
  const { hasUnreadablePhone: _, ...rest } = record;
  return { ...rest, contact: { ...record.contact, ...values }, ...(isUnreadable ? { hasUnreadablePhone: true } : {}) };
}

/**
 * The link and both records in the form in which each field is to be judged: the one it was agreed in as long as nobody has
 * edited it since, and the tenant's present one from the next edit on.
 */
export function carryOver(link: Link, pair: Pair, present: Form): { readonly link: Link; readonly pair: Pair } {
  const carried = FORMED.reduce((draft, field) => carryField(draft, field, pair, present), link);
  const { form = present } = carried;
  const shown = { storeganise: inForm(pair.storeganise, form), zendesk: inForm(pair.zendesk, form) };
  return { link: { ...carried, form }, pair: shown };
}

function carryField(link: Link, field: Formed, pair: Pair, present: Form): Link {
  const { form = present } = link;
  if (form[field] === present[field]) return link;
  const moveOn = { ...form, [field]: present[field] };
  const before = valuesIn(pair, field, form);
  const now = valuesIn(pair, field, moveOn);
  const { [field]: open } = link.fieldCases;
  if (open) {
    const values = mapSides((side) => (before[side] === open.values[side] ? now[side] : open.values[side]));
    return { ...link, form: moveOn, fieldCases: { ...link.fieldCases, [field]: { ...open, values } } };
  }
  const base = link.base[field];
  const isUnsettled = link.pending[field] !== undefined || link.doubts.some((doubt) => doubt.field === field);
  if (base === undefined || isUnsettled) return { ...link, form: moveOn };
  const moved = PLATFORMS.filter((side) => before[side] !== base && before[side] !== '');
  const isSame = now.storeganise === now.zendesk;
  if (moved.length === 0)
    return isSame ? { ...link, form: moveOn, base: { ...link.base, [field]: now.zendesk } } : link;
  // Whoever did not move shows what was agreed, as it reads now.
  const still = PLATFORMS.find((side) => !moved.includes(side) && now[side] !== UNREADABLE);
  return { ...link, form: moveOn, base: { ...link.base, ...(still ? { [field]: now[still] } : {}) } };
}

const mapSides = (value: (side: Platform) => string): Readonly<Record<Platform, string>> => ({
  storeganise: value('storeganise'),
  zendesk: value('zendesk'),
});

/** No value reads like this. */
const UNREADABLE = '?';

function valuesIn(pair: Pair, field: Formed, form: Form): Readonly<Record<Platform, string>> {
  return mapSides((side) => {
    const { contact, hasUnreadablePhone } = inForm(pair[side], form);
    return field === 'phone' && hasUnreadablePhone ? UNREADABLE : contact[field];
  });
}
