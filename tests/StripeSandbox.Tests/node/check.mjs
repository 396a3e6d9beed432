// Drives the sandbox by Stripe's own package, unchanged: an answer accepted here would be accepted from Stripe.
// Prints where it takes webhooks, then reads from its input where the sandbox is; its exit code is the result.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import Stripe from 'stripe';

const { SECRET_KEY: key, WEBHOOK_SECRET: secret } = process.env;
const webhooks = [];
const receiver = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    webhooks.push({ body: Buffer.concat(chunks), signature: request.headers['stripe-signature'] });
    response.end();
  });
});

let address;
let stripe;

before(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  console.log(`webhooks: http://127.0.0.1:${receiver.address().port}/`);
  const input = createInterface({ input: process.stdin });
  [address] = await once(input, 'line');
  input.close();
  process.stdin.destroy();
  stripe = client(key);
});

after(() => {
  receiver.close();
  receiver.closeAllConnections(); // the sandbox keeps its own open for a minute
});

function client(apiKey, options = {}) {
  const { hostname, port } = new URL(address);
  return new Stripe(apiKey, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false, ...options });
}

const oneTime = (amount, currency = 'eur') => ({
  mode: 'payment',
  line_items: [{ price_data: { currency, unit_amount: amount, product_data: { name: 'Ticket' } }, quantity: 1 }],
  success_url: 'http://shop.test/paid?session={CHECKOUT_SESSION_ID}',
});

async function pay(session, number) {
  const response = await fetch(session.url, { method: 'POST', body: new URLSearchParams({ card_number: number }), redirect: 'manual' });
  return response.status;
}

async function control(method, path, body) {
  const response = await fetch(`${address}/_sandbox/${path}`, {
    method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${path}: ${response.status}`);
  return response.json();
}

async function subscribed(price, number, customer) {
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription', customer, line_items: [{ price, quantity: 1 }], success_url: 'http://shop.test/',
    subscription_data: { metadata: { plan: 'premium' } },
  });
  assert.equal(await pay(session, number), 303);
  const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] });
  assert.equal(paid.status, 'complete');
  return paid.subscription;
}

async function webhookOf(type, id) {
  for (let tries = 0; tries < 400; tries++) {
    for (const { body, signature } of webhooks) {
      const event = stripe.webhooks.constructEvent(body, signature, secret);
      if (event.type === type && event.data.object.id === id) {
        return { event, body, signature };
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`no webhook ${type} of ${id}`);
}

test('customers are created, changed, listed page by page, and deleted', async () => {
  const email = `${Date.now()}@b.test`;
  const created = [];
  for (let i = 0; i < 5; i++) {
    created.push((await stripe.customers.create({ email, name: `C${i}`, metadata: { number: String(i) } })).id);
  }
  const updated = await stripe.customers.update(created[0], { name: 'Ann', metadata: { number: '', more: 'yes' } });
  assert.deepEqual(updated.metadata, { more: 'yes' });
  const listed = [];
  for await (const customer of stripe.customers.list({ email, limit: 2 })) {
    listed.push(customer.id);
  }
  assert.deepEqual(listed, created.toReversed());
  assert.equal((await stripe.customers.list({ email, limit: 2 }).autoPagingToArray({ limit: 4 })).length, 4);
  assert.equal((await stripe.customers.del(created[0])).deleted, true);
  assert.equal((await stripe.customers.retrieve(created[0])).deleted, true);
});

test('a payment goes from session to charge to refund', async () => {
  const session = await stripe.checkout.sessions.create({
    ...oneTime(2500), client_reference_id: 'order-7', payment_intent_data: { metadata: { order: '7' } },
    expires_at: Math.floor(Date.now() / 1000) + 3600,
  });
  assert.equal(await pay(session, '4000000000000002'), 402);
  assert.equal(await pay(session, '4242424242424242'), 303);
  const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge', 'line_items'] });
  assert.equal(paid.payment_status, 'paid');
  assert.equal(paid.line_items.data[0].amount_total, 2500);
  assert.equal(paid.payment_intent.metadata.order, '7');
  assert.equal(paid.payment_intent.latest_charge.payment_method_details.card.last4, '4242');
  assert.equal((await stripe.checkout.sessions.listLineItems(session.id)).data[0].description, 'Ticket');

  const refund = await stripe.refunds.create({ payment_intent: paid.payment_intent.id, amount: 1000 });
  assert.equal(refund.status, 'succeeded');
  const entry = await stripe.balanceTransactions.retrieve(refund.balance_transaction);
  assert.equal(entry.net, -1000);
  await assert.rejects(
    stripe.refunds.create({ payment_intent: paid.payment_intent.id, amount: 1501 }),
    (error) => error instanceof Stripe.errors.StripeInvalidRequestError && error.param === 'amount' && error.statusCode === 400);
  await stripe.refunds.create({ charge: paid.payment_intent.latest_charge.id });
  await assert.rejects(stripe.refunds.create({ payment_intent: paid.payment_intent.id }), { code: 'charge_already_refunded' });
  const refunds = await stripe.refunds.list({ payment_intent: paid.payment_intent.id });
  assert.equal(refunds.data.reduce((sum, one) => sum + one.amount, 0), 2500);
});

test('wallets and their options', async () => {
  const session = await stripe.checkout.sessions.create({
    ...oneTime(5000, 'cny'), payment_method_types: ['alipay', 'wechat_pay'], payment_method_options: { wechat_pay: { client: 'web' } },
  });
  assert.deepEqual(session.payment_method_types, ['alipay', 'wechat_pay']);
  await assert.rejects(
    stripe.checkout.sessions.create({ ...oneTime(5000, 'cny'), payment_method_types: ['wechat_pay'] }), { param: 'payment_method_options[wechat_pay][client]' });
  assert.equal((await stripe.checkout.sessions.expire(session.id)).status, 'expired');
  await assert.rejects(stripe.checkout.sessions.expire(session.id), { type: 'StripeInvalidRequestError' });
});

test('a subscription is bought, upgraded, renewed and ended', async () => {
  const lookup = `premium_${Date.now()}`;
  const product = await stripe.products.create({ name: 'Premium' });
  const premium = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 999, recurring: { interval: 'month' }, lookup_key: lookup });
  const elite = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 2999, recurring: { interval: 'month' } });
  assert.equal((await stripe.prices.list({ lookup_keys: [lookup] })).data[0].id, premium.id);
  const customer = await stripe.customers.create({ email: 'sub@b.test' });
  let subscription = await subscribed(premium.id, '4242424242424242', customer.id);
  assert.equal(subscription.status, 'active');
  assert.equal(subscription.metadata.plan, 'premium');

  subscription = await stripe.subscriptions.update(subscription.id, {
    items: [{ id: subscription.items.data[0].id, price: elite.id }], proration_behavior: 'always_invoice',
  });
  assert.equal(subscription.items.data[0].price.id, elite.id);
  await control('POST', `subscriptions/${subscription.id}/advance`, { outcome: 'pay' });
  const invoices = await stripe.invoices.list({ subscription: subscription.id });
  assert.deepEqual(invoices.data.map((one) => one.billing_reason), ['subscription_cycle', 'subscription_update', 'subscription_create']);
  assert.equal(invoices.data[0].amount_paid, 2999);
  assert.equal(invoices.data[0].parent.subscription_details.subscription, subscription.id);
  subscription = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  assert.ok(subscription.items.data[0].current_period_end > Date.now() / 1000);
  assert.equal((await stripe.subscriptions.cancel(subscription.id)).status, 'canceled');
  assert.equal((await stripe.subscriptions.list({ customer: customer.id })).data.length, 0);
  await webhookOf('customer.subscription.deleted', subscription.id);
});

test('errors have the types of the package', async () => {
  await assert.rejects(client('sk_test_wrong').customers.list(), Stripe.errors.StripeAuthenticationError);
  await assert.rejects(stripe.customers.retrieve('cus_none'), (error) =>
    error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404 && error.code === 'resource_missing' && error.requestId.startsWith('req_'));
  await assert.rejects(stripe.checkout.sessions.create({ mode: 'payment' }), { code: 'parameter_missing', param: 'line_items' });

  const price = await stripe.prices.create({ currency: 'usd', unit_amount: 999, recurring: { interval: 'month' }, product_data: { name: 'Plan' } });
  const dear = await stripe.prices.create({ currency: 'usd', unit_amount: 9999, recurring: { interval: 'month' }, product_data: { name: 'Dear' } });
  const subscription = await subscribed(price.id, '4000000000000341');
  await assert.rejects(
    stripe.subscriptions.update(subscription.id, {
      items: [{ id: subscription.items.data[0].id, price: dear.id }], proration_behavior: 'always_invoice', payment_behavior: 'error_if_incomplete',
    }),
    (error) => error instanceof Stripe.errors.StripeCardError && error.decline_code === 'generic_decline' && error.statusCode === 402);
});

test('an idempotency key does a thing once', async () => {
  const idempotencyKey = crypto.randomUUID();
  const first = await stripe.customers.create({ name: 'Ann' }, { idempotencyKey });
  const second = await stripe.customers.create({ name: 'Ann' }, { idempotencyKey });
  assert.equal(second.id, first.id);
  assert.equal(second.lastResponse.headers['idempotent-replayed'], 'true');
  await assert.rejects(stripe.customers.create({ name: 'Bea' }, { idempotencyKey }), Stripe.errors.StripeIdempotencyError);
});

test('a lost answer is asked for again by the package, and nothing is done twice', async () => {
  const session = await stripe.checkout.sessions.create(oneTime(1000));
  await pay(session, '4242424242424242');
  const { payment_intent } = await stripe.checkout.sessions.retrieve(session.id);
  // several: the package asks once more by itself when a connection that it kept turns out to be dead
  await control('PUT', 'faults', { charge_then_drop: 5, path: '/v1/refunds' });
  await assert.rejects(stripe.refunds.create({ payment_intent }, { idempotencyKey: crypto.randomUUID() }), Stripe.errors.StripeConnectionError);
  assert.equal((await stripe.refunds.list({ payment_intent })).data.length, 1);

  await control('PUT', 'faults', { charge_then_drop: 1, path: '/v1/customers' });
  const email = `${crypto.randomUUID()}@b.test`;
  const customer = await client(key, { maxNetworkRetries: 2 }).customers.create({ email });
  assert.deepEqual((await stripe.customers.list({ email })).data.map((one) => one.id), [customer.id]);
});

test('webhooks are signed as the package checks them', async () => {
  const session = await stripe.checkout.sessions.create(oneTime(1000));
  await pay(session, '4242424242424242');
  const { event, body, signature } = await webhookOf('checkout.session.completed', session.id);
  assert.equal(event.object, 'event');
  assert.equal(event.data.object.payment_status, 'paid');
  assert.equal((await stripe.events.retrieve(event.id)).type, 'checkout.session.completed');
  assert.throws(() => stripe.webhooks.constructEvent(body, signature, 'whsec_another'), Stripe.errors.StripeSignatureVerificationError);
  assert.throws(() => stripe.webhooks.constructEvent(Buffer.concat([body, Buffer.from(' ')]), signature, secret), Stripe.errors.StripeSignatureVerificationError);

  const timestamp = Number(/t=(\d+)/.exec(signature)[1]);
  const expected = stripe.webhooks.generateTestHeaderString({ payload: body.toString(), secret, timestamp });
  assert.equal(signature, expected);
});

test('disputes, events and time filters', async () => {
  const session = await stripe.checkout.sessions.create(oneTime(1500));
  await pay(session, '4242424242424242');
  const { payment_intent } = await stripe.checkout.sessions.retrieve(session.id);
  const { id } = await control('POST', 'disputes', { payment_intent });
  const [dispute] = (await stripe.disputes.list({ payment_intent })).data;
  assert.equal(dispute.id, id);
  await webhookOf('charge.dispute.created', id);
  const since = dispute.created;
  const events = await stripe.events.list({ type: 'charge.dispute.created', created: { gte: since } });
  assert.ok(events.data.some((event) => event.data.object.id === id));
  assert.equal((await stripe.events.list({ created: { gt: since + 3600 } })).data.length, 0);
});
