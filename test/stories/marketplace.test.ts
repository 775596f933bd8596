import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AUTHORISE, type Market, openMarket } from './market.ts';

let market: Market;
beforeEach(async () => {
  market = await openMarket();
});
afterEach(() => market.close());

describe('an installation', () => {
  it('goes from enable to live by one task, one click and one button', async () => {
    await market.enable();
    await market.addCustomer('Pat');
    const link = await market.link();

    expect(market.titles()).toEqual([AUTHORISE]);
    expect(await market.status()).toMatchObject({ isLive: false, notLive: 'Zendesk is not connected' });
    expect(market.zendeskNames()).toEqual([]);
    const page = await market.consent(link);

    expect(page.status).toBe(200);
    expect(page.text).toMatch(/acme[\s\S]*acme\.zendesk\.com/);
    await market.until(() => expect(market.zendeskNames()).toEqual(['Pat Doe']));
    await market.until(() => expect(market.titles()).toEqual([]));
    await market.addCustomer('Kim');
    await market.until(() => expect(market.zendeskNames()).toEqual(['Kim Doe', 'Pat Doe']));
    expect(market.tasks()).toHaveLength(1);
    expect(market.errors).toEqual([]);
  });
});
