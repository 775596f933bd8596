import { makeHexId } from '../identifiers.ts';
import type { SimRandom } from '../wire.ts';
import { notFound } from './answers.ts';

/** Storeganise dossier §3.9. */
export type Unit = {
  id: string;
  siteId: string;
  typeId: string;
  name: string;
  state: 'available' | 'reserved' | 'occupied';
  ownerId?: string;
  rentalId?: string;
};

export type Units = ReturnType<typeof createUnits>;

/** One site whose units are built as they are needed. */
export function createUnits(random: SimRandom) {
  const site = {
    id: '5f00000000000000000005e1',
    code: 'main',
    title: { en: 'Main site' },
    address: { en: '1 Storage Road' },
  };
  const units = new Map<string, Unit>();

  function require(id: string): Unit {
    const unit = units.get(id);
    if (unit === undefined) throw notFound();
    return unit;
  }

  return {
    site,
    all: (): Unit[] => [...units.values()],
    find: (id: string): Unit | undefined => units.get(id),
    require,

    build(now: number): Unit {
      const id = makeHexId(random, now);
      const name = `A${units.size + 1}`;
      const unit: Unit = { id, siteId: site.id, typeId: '5f0000000000000000007e01', name, state: 'available' };
      units.set(id, unit);
      return unit;
    },

    /** Follows the rental: a unit is free again when its tenancy is over. */
    follow(id: string, rental: { id: string; ownerId: string; state: string }) {
      const { ownerId: _owner, rentalId: _rental, ...unit } = require(id);
      const isHeld = rental.state === 'reserved' || rental.state === 'occupied';
      const held = isHeld ? { ownerId: rental.ownerId, rentalId: rental.id } : {};
      const state = isHeld ? (rental.state as 'reserved' | 'occupied') : 'available';
      units.set(id, { ...unit, ...held, state });
    },
  };
}
