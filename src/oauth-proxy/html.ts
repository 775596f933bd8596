/** Markup that is safe to send: whatever was text on its way in is escaped. */
export type Html = { readonly markup: string };

const MARKS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const markupOf = (value: string | Html | readonly Html[]): string => {
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? '');
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
};

/** A template in which every value is escaped, unless this function made it. */
export function html(texts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  const parts = texts.map((text, place) => text + (place < values.length ? markupOf(values[place] ?? '') : ''));
  return { markup: parts.join('') };
}
