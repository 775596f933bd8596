import type { NewStoreganiseUser } from './staff.ts';

const person = (place: number, differing: Partial<NewStoreganiseUser>): NewStoreganiseUser => ({
  firstName: 'Guest',
  lastName: `No ${place}`,
  email: `guest${place}@example.com`,
  ...differing,
});

/** Customers as real businesses have them, awkward ones first (Storeganise dossier §3.4, §6). Addresses are unique. */
export const userFixtures: readonly NewStoreganiseUser[] = [
  { phone: '555-636-1234' },
  { phone: '+82 10 8569 3265' },
  { phone: '+8201053448110' },
  { phone: '+82 010 5344 8110' },
  { phone: '10 9770 7233' },
  { phone: '010-1234-5678' },
  { phone: '01012345678' },
  { phone: '090-1234-5678' },
  { phone: '０９０－１２３４－５６７８' },
  { phone: '03-1234-5678 ext. 12' },
  { phone: 'ask reception' },
  { phone: '090-1111-2222 / 03-1234-5678' },
  {},
  { lastName: 'unknown' },
  { lastName: '.' },
  { firstName: '太郎', lastName: '山田' },
  { firstName: 'Zoë', lastName: 'Ångström' },
  { firstName: 'Maria del Carmen', lastName: 'García López' },
  { firstName: ' Pat ', lastName: 'Doe' },
  { email: 'Upper.Case@Example.COM' },
  { email: 'plus+tag@example.com' },
  { roles: ['admin'], email: 'staff@example.com' },
  { companyName: 'Loc & Stor', phone2: '03-9999-0000' },
].map((differing, place) => person(place, differing));
