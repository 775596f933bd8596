// The yardstick: bare Koa with one durable insert for each request, on a database of its own.
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { MongoClient } from 'mongodb';
import getRawBody from 'raw-body';

const client = new MongoClient(process.env.MONGODB_URI ?? '', { writeConcern: { w: 'majority', journal: true } });
const requests = client.db('yardstick').collection('requests');
const app = new Koa();
app.use(async (ctx) => {
  const body = await getRawBody(ctx.req, { encoding: 'utf8' });
  await requests.insertOne({ body, receivedAt: new Date() });
  ctx.body = {};
});
const server = app.listen(0, '127.0.0.1', () => {
  console.log(`"yardstick on http://127.0.0.1:${(server.address() as AddressInfo).port}"`);
});
