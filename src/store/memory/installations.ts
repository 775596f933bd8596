import { type Account, type Installation, isLookDue, type LookResult, type Pin } from '../../domain/installation.ts';
import type { Lease } from '../../domain/records.ts';
import { type Clock, LostCompareAndSet } from '../../ports.ts';

/** Installations by the id of their add-on; one of each business is the first. */
export class MemoryInstallations {
  readonly #clock: Clock;
  readonly #all = new Map<string, Installation>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  pin(pin: Pin): Installation {
    const known = this.#all.get(pin.addonId);
    if (known) return known;
    const isSecond = this.of(pin.tenant).some((other) => !other.isSecond);
    return this.#put({ ...pin, isSecond, asked: 1, looked: 0, fence: 0 });
  }

  /** Whoever was the first of the business is so no more. */
  pinByHand(pin: Pin): Installation {
    for (const other of this.of(pin.tenant)) this.#put({ ...other, isSecond: true });
    const known = this.#all.get(pin.addonId);
    return this.#put({ looked: 0, fence: 0, ...known, ...pin, isSecond: false, asked: (known?.asked ?? 0) + 1 });
  }

  all(): readonly Installation[] {
    return [...this.#all.values()];
  }

  of(tenant: string): readonly Installation[] {
    return this.all().filter((installation) => installation.tenant === tenant);
  }

  askLook({ tenant, addonId }: Pick<Pin, 'tenant' | 'addonId'>): void {
    const known = this.#all.get(addonId);
    if (known?.tenant === tenant) this.#put({ ...known, asked: known.asked + 1 });
  }

  pinAccount({ tenant, addonId }: Pick<Pin, 'tenant' | 'addonId'>, account: Account): Account {
    const known = this.#all.get(addonId);
    if (known?.tenant !== tenant || known.account?.subdomain === account.subdomain) return known?.account ?? account;
    this.#put({ ...known, account });
    return account;
  }

  saveLook({ tenant, fence }: Lease, addonId: string, found: LookResult): Installation {
    const known = this.#all.get(addonId);
    if (known?.tenant !== tenant || known.fence > fence) throw new LostCompareAndSet(`look at ${addonId}`);
    const { isSecond, apiUrl, asked, account } = known;
    const kept = { addonId, tenant, apiUrl, isSecond, asked, fence, ...(account ? { account } : {}) };
    return this.#put({ ...kept, ...found });
  }

  hasDueLook(tenant: string): boolean {
    const now = this.#clock.now();
    return this.of(tenant).some((installation) => isLookDue(installation, now));
  }

  #put(installation: Installation): Installation {
    this.#all.set(installation.addonId, installation);
    return installation;
  }
}
