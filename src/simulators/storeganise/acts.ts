import type { Act } from '../act.ts';
import { createAddonActs } from './addon-acts.ts';
import { createRentalActs } from './rental-acts.ts';
import type { Storeganise } from './storeganise.ts';
import { createUserActs } from './user-acts.ts';

/** What people do at Storeganise, by the control API. */
export function createStoreganiseActs(sg: Storeganise): readonly Act[] {
  return [...createUserActs(sg), ...createRentalActs(sg), ...createAddonActs(sg)];
}
