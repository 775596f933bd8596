import fc from 'fast-check';

/** Something that no platform documents, and that is no less JSON. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e21,
    2 ** 60,
    '',
    ' ',
    '\u0000',
    [],
    {},
    [[]],
    [null],
    ['a', 1, null],
  ),
  fc.constantFrom<unknown>({ length: 3 }, { toJSON: 'x' }, { toString: 1, valueOf: 1 }, [{ toString: 1 }]),
  fc.constantFrom<unknown>(
    '\ud800',
    '../x',
    'a/../../b',
    '<b>Pat</b>',
    '\u202ePat',
    'x'.repeat(5_000),
    '%s',
    '1; drop',
    {
      $ne: '',
    },
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

type Path = readonly (string | number)[];

/** Every place in a value, the value itself first. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...keys.flatMap((key) => placesIn(Reflect.get(value, key), [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: Path, part: unknown): unknown {
  if (key === undefined) return part;
  if (typeof value !== 'object' || value === null) return value;
  const copy: object = Array.isArray(value) ? [...value] : { ...value };
  Reflect.set(copy, key, replaced(Reflect.get(value, key), rest, part));
  return copy;
}

/** The value with one to three of its parts, at any depth, replaced by something odd or left out. */
export function brokenValue(value: unknown): fc.Arbitrary<unknown> {
  const change = fc.tuple(fc.constantFrom(...placesIn(value)), fc.oneof(oddValue, fc.constant(undefined)));
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce((whole, [path, part]) => replaced(whole, path, part), value));
}
