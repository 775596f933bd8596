/** The simulators' only source of chance: a number in [0, 1). */
export type SimRandom = () => number;

/** A request as it arrives: path and query exactly as on the wire, header names in lower case. */
export type SimRequest = { method: string; path: string; headers: Record<string, string>; body: string };

/** An answer, header names in lower case. */
export type SimResponse = { status: number; headers: Record<string, string>; body: string };

/** One webhook event; `body` is the exact text to send, `type` the short name (`user.created`) on both platforms. */
export type SimEvent = { id: string; type: string; recordId: string; at: number; body: string };

export type SimResult = { response: SimResponse; events: SimEvent[] };

/** A request that has arrived and been validated, but not yet committed. It can land once. */
export type SimArrival = { land(now: number): SimResult };

/** Attributes by the platform's own names. */
export type SimAttributes = Record<string, unknown>;

/** One line of the call log. `before` and `after` hold the attributes that a write really changed. */
export type SimCall = {
  /** When it came in, where that was before it landed. */
  arrivedAt?: number;
  at: number;
  method: string;
  path: string;
  status: number;
  write: boolean;
  changed: boolean;
  /** The names of what changed: `name`, `emails`, `user_fields.vip`, `customFields.zendesk_userId` … */
  changedFields: string[];
  /** Something changed, and nothing but `external_id` and `customFields.zendesk_…`. */
  bookkeeping: boolean;
  recordId?: string;
  before?: SimAttributes;
  after?: SimAttributes;
};

/** The platform says no. Thrown to a person at the controls; an API caller gets `response`. */
export class SimRefusal extends Error {
  readonly response: SimResponse;

  constructor(message: string, response: SimResponse) {
    super(message);
    this.name = 'SimRefusal';
    this.response = response;
  }
}
