import { createHmac } from 'node:crypto';

/** Customers whose names change, by turns. */
const CUSTOMERS = 500;

/** A signed webhook of Zendesk as raw HTTP, another one each time. */
export function createWebhooks(path: string, secret: string): () => Buffer {
  let sent = 0;
  return () => {
    sent += 1;
    const id = String(6_100_000_000_000 + (sent % CUSTOMERS));
    const timestamp = new Date().toISOString();
    const body = JSON.stringify({
      account_id: 900000001,
      id: `bench-${process.pid}-${sent}`,
      time: timestamp,
      type: 'zen:event-type:user.name_changed',
      subject: `zen:user:${id}`,
      zendesk_event_version: '2022-11-06',
      detail: {
        id,
        email: `customer${id}@example.com`,
        role: 'end-user',
        created_at: timestamp,
        updated_at: timestamp,
      },
      event: { current: `Pat Doe ${sent}`, previous: `Pat Doe ${sent - 1}` },
    });
    const signature = createHmac('sha256', secret)
      .update(timestamp + body)
      .digest('base64');
    const head = [
      `POST ${path} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Zendesk-Webhook-Signature: ${signature}`,
      `X-Zendesk-Webhook-Signature-Timestamp: ${timestamp}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  };
}
