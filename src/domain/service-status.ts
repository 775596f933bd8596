import type { Platform } from './contact.ts';
import type { QueueView } from './explain/explanation.ts';
import type { CaseKind } from './records.ts';

/** How one tenant is doing. */
export type TenantStatus = {
  readonly tenant: string;
  readonly isLive: boolean;
  /** Why it is not worked on; its deliveries are kept. */
  readonly notLive?: string;
  /** Whether webhooks from Zendesk prove where they come from. */
  readonly isSigned: boolean;
  /** Deliveries without an outcome. */
  readonly backlog: number;
  /** Changes that wait for their turn, and the one that has waited longest. */
  readonly waiting: number;
  readonly oldest?: QueueView;
  readonly parked: readonly QueueView[];
  /** Open questions by kind. */
  readonly cases: Partial<Readonly<Record<CaseKind, number>>>;
  /** When each platform was last heard. */
  readonly heard: readonly { readonly platform: Platform; readonly at: number }[];
};

/** How the service is doing. Times are milliseconds. */
export type ServiceStatus = {
  readonly service: {
    readonly version: string;
    readonly node: string;
    readonly store: 'memory' | 'mongodb';
    readonly startedAt: number;
    readonly uptimeMs: number;
    readonly isReady: boolean;
    /** Whether the OAuth proxy answered when last asked. */
    readonly hasProxy: boolean;
  };
  readonly tenants: readonly TenantStatus[];
};
