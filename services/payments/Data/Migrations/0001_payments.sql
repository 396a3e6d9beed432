-- Orders (Orders/): what somebody is asked to pay for. One row, and its lock, is where everything about one sale takes turns.
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    -- null: the person was erased, and the law keeps the record
    user_id uuid,
    purpose text NOT NULL,
    reference_id uuid NOT NULL,
    product_id uuid,
    description text NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents >= 0),
    currency text NOT NULL CHECK (currency = upper(currency)),
    price_credits bigint CHECK (price_credits > 0),
    status text NOT NULL CHECK (status IN ('open', 'paid', 'fulfilled', 'expired', 'withdrawn', 'refunded', 'partially_refunded')),
    end_reason text,
    refunded_amount bigint NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    paid_at timestamptz,
    fulfilled_at timestamptz,
    refunded_at timestamptz,
    CHECK (amount_cents > 0 OR price_credits > 0)
);
CREATE INDEX orders_of_user ON orders (user_id, created_at DESC, id DESC);
CREATE INDEX orders_of_product ON orders (product_id, user_id) WHERE product_id IS NOT NULL;
CREATE INDEX orders_open ON orders (expires_at) WHERE status = 'open';

-- The bus may bring the withdrawal before the request.
CREATE TABLE early_withdrawals (
    order_id uuid PRIMARY KEY,
    reason text NOT NULL,
    at timestamptz NOT NULL
);

-- Who was erased: an offer that the bus brings later is nobody's.
CREATE TABLE erased_people (
    user_id uuid PRIMARY KEY,
    at timestamptz NOT NULL
);

-- One attempt to pay an order: a checkout session with the provider, or credits. Amounts are in the smallest unit of the currency.
CREATE TABLE payments (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders,
    method text NOT NULL CHECK (method IN ('card', 'alipay', 'wechat_pay', 'credits')),
    -- creating: the provider may or may not know the session yet
    status text NOT NULL CHECK (status IN ('creating', 'pending', 'succeeded', 'failed')),
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    wallet_id uuid,
    session_id text UNIQUE,
    session_url text,
    success_url text,
    cancel_url text,
    payment_intent text UNIQUE,
    invoice_id text UNIQUE,
    refunding_amount bigint NOT NULL DEFAULT 0 CHECK (refunding_amount >= 0),
    refunded_amount bigint NOT NULL DEFAULT 0 CHECK (refunded_amount >= 0),
    disputed_amount bigint NOT NULL DEFAULT 0 CHECK (disputed_amount >= 0),
    -- a second payment of the same order, which goes back
    is_surplus boolean NOT NULL DEFAULT false,
    failure_code text,
    created_at timestamptz NOT NULL,
    succeeded_at timestamptz,
    checks integer NOT NULL DEFAULT 0,
    next_check_at timestamptz,
    CHECK (refunding_amount + refunded_amount <= amount)
);
CREATE INDEX payments_of_order ON payments (order_id);
CREATE UNIQUE INDEX payments_one_open_session ON payments (order_id) WHERE status IN ('creating', 'pending');
CREATE UNIQUE INDEX payments_one_that_counts ON payments (order_id) WHERE status = 'succeeded' AND NOT is_surplus;
CREATE INDEX payments_to_check ON payments (next_check_at) WHERE next_check_at IS NOT NULL;

CREATE TABLE refunds (
    -- also the idempotency key under which the provider is asked
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders,
    payment_id uuid NOT NULL REFERENCES payments,
    amount bigint NOT NULL CHECK (amount > 0),
    reason text NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'cancelled')),
    -- the provider's refund or dispute
    provider_id text UNIQUE,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    failure text
);
CREATE INDEX refunds_of_order ON refunds (order_id);
CREATE INDEX refunds_pending ON refunds (next_attempt_at) WHERE status = 'pending';

-- Events of the provider that have been applied; kept for longer than it repeats them.
CREATE TABLE webhook_events (
    id text PRIMARY KEY,
    type text NOT NULL,
    received_at timestamptz NOT NULL
);

-- Wallets (Wallets/) and the ledger (Ledger/). Entries name a wallet, not a person: erasing a person cuts the one link.
CREATE TABLE wallets (
    id uuid PRIMARY KEY,
    user_id uuid UNIQUE,
    balance bigint NOT NULL DEFAULT 0 CONSTRAINT wallets_never_below_zero CHECK (balance >= 0),
    version bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL
);

CREATE TABLE ledger_transactions (
    id uuid PRIMARY KEY,
    -- what happened, once: the same fact posted twice violates this
    reference text NOT NULL UNIQUE,
    kind text NOT NULL,
    order_id uuid,
    at timestamptz NOT NULL
);
CREATE INDEX ledger_transactions_of_order ON ledger_transactions (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE ledger_entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id uuid NOT NULL REFERENCES ledger_transactions,
    account text NOT NULL,
    wallet_id uuid REFERENCES wallets,
    currency text NOT NULL,
    amount bigint NOT NULL CHECK (amount <> 0),
    -- of the wallet, after this entry
    balance_after bigint,
    wallet_version bigint,
    CHECK ((account = 'wallet') = (wallet_id IS NOT NULL)),
    CHECK (account <> 'wallet' OR currency = 'credits')
);
CREATE INDEX ledger_entries_of_transaction ON ledger_entries (transaction_id);
CREATE INDEX ledger_entries_of_wallet ON ledger_entries (wallet_id, id DESC) WHERE wallet_id IS NOT NULL;

CREATE FUNCTION keep_wallet_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE wallets SET balance = balance + NEW.amount, version = version + 1 WHERE id = NEW.wallet_id 
        RETURNING balance, version INTO NEW.balance_after, NEW.wallet_version;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_entries_keep_balance BEFORE INSERT ON ledger_entries
    FOR EACH ROW WHEN (NEW.wallet_id IS NOT NULL) EXECUTE FUNCTION keep_wallet_balance();

CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_entries WHERE transaction_id = NEW.transaction_id GROUP BY currency HAVING sum(amount) <> 0) THEN
        RAISE EXCEPTION 'ledger transaction % does not sum to zero', NEW.transaction_id USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balances';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_balances AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is only ever added to' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_is_append_only';
END $$;
CREATE TRIGGER ledger_transactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries EXECUTE FUNCTION refuse_change();

-- A wallet's balance is what its entries make it: nobody writes it by hand.
CREATE FUNCTION refuse_own_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 AND (NEW.balance <> OLD.balance OR NEW.id <> OLD.id) THEN
        RAISE EXCEPTION 'a balance changes by ledger entries only' USING ERRCODE = 'check_violation', CONSTRAINT = 'wallet_follows_ledger';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER wallets_follow_ledger BEFORE UPDATE OF balance, id ON wallets FOR EACH ROW EXECUTE FUNCTION refuse_own_balance();
