import type { Faults } from './faults.ts';
import type { WebhookSender } from './webhook-sender.ts';
import type { SimArrival, SimCall, SimEvent, SimRequest } from './wire.ts';

/** What people do at one platform: the bodies are those of the control API. */
export type People = {
  users(): readonly unknown[];
  user(id: string): unknown;
  create(body: unknown, now: number): { id: string; events: SimEvent[] };
  edit(id: string, body: unknown, now: number): SimEvent[];
  /** Only where the platform has a search index. */
  setSearchLag?(body: unknown): void;
};

/** One account of one platform with everything around it. */
export type Seat = {
  tenant: string;
  /** How the account is named on the wire. */
  address: string;
  machine: {
    arrive(request: SimRequest, now: number): SimArrival;
    calls: SimCall[];
    useSecret(secret: string): void;
  };
  people: People;
  faults: Faults;
  sender: WebhookSender;
};
