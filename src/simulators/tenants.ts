/** The two tenants that stand ready. Nothing here is secret: the simulators run on loopback only. */
export const simulatedTenants = [
  {
    code: 'acme',
    addonId: '5f0000000000000000000a01',
    apiKey: 'simulated-api-key',
    signatureSecret: 'simulated-signature-secret',
    zendesk: {
      subdomain: 'acme',
      accountId: 900000001,
      token: 'simulated-token-acme',
      webhookSecret: 'simulated-webhook-secret-acme',
    },
    settings: {
      zendesk_instance: 'acme',
      zendesk_webhookSecret: 'simulated-webhook-secret-acme',
      zendesk_customerStatusFieldKey: 'customer_status',
      zendesk_defaultPhoneCountryCode: '+1',
    },
  },
  {
    code: 'sakura',
    addonId: '5f0000000000000000000a02',
    apiKey: 'simulated-api-key',
    signatureSecret: 'simulated-signature-secret',
    zendesk: {
      subdomain: 'sakura',
      accountId: 900000002,
      token: 'simulated-token-sakura',
      webhookSecret: 'simulated-webhook-secret-sakura',
    },
    settings: {
      zendesk_instance: 'sakura',
      zendesk_webhookSecret: 'simulated-webhook-secret-sakura',
      zendesk_customerStatusFieldKey: 'customer_status',
      zendesk_userNameFormat: 'Last First',
      zendesk_defaultPhoneCountryCode: '+81',
    },
  },
] as const;

export type SimulatedTenant = (typeof simulatedTenants)[number];
export type TenantCode = SimulatedTenant['code'];
