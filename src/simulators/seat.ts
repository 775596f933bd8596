import type { Act } from './act.ts';
import type { Faults } from './faults.ts';
import type { WebhookSender } from './webhook-sender.ts';
import type { SimArrival, SimCall, SimEvent, SimRequest } from './wire.ts';

/** One account of one platform with everything around it. */
export type Seat = {
  tenant: string;
  /** How the account is named on the wire. */
  address: string;
  machine: {
    arrive(request: SimRequest, now: number): SimArrival;
    calls: SimCall[];
    useSecret(secret: string): void;
    /** An event about a user that says nothing new. */
    mention(id: string, now: number): SimEvent[];
  };
  /** The same acts in the same order at every seat of a platform. */
  acts: readonly Act[];
  faults: Faults;
  sender: WebhookSender;
};
