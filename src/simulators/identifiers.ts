import type { SimRandom } from './wire.ts';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const hex = '0123456789abcdef';

/** A version 4 UUID. */
export function makeUuid(random: SimRandom): string {
  const digits = pick(hex, 32, random);
  const variant = pick('89ab', 1, random);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-');
}

/** A ULID: 10 characters of time, 16 of chance. */
export function makeUlid(random: SimRandom, now: number): string {
  let time = '';
  for (let rest = now, index = 0; index < 10; index += 1, rest = Math.floor(rest / 32)) {
    time = `${crockford[rest % 32]}${time}`;
  }
  return time + pick(crockford, 16, random);
}

/** A 24-digit hexadecimal id: 8 digits of seconds, 16 of chance. */
export function makeHexId(random: SimRandom, now: number): string {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0');
  return seconds + pick(hex, 16, random);
}

function pick(alphabet: string, length: number, random: SimRandom): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}
