import type { Schemas } from "../generated/resources.js";

/** The body of an error answer: problem+json, with the members that the operation adds. */
export type Problem = Partial<Schemas["Problem"]> & Record<string, unknown>;

/** A word for programs that says why; a new word may come at any time. */
export type Reason = NonNullable<Schemas["Problem"]["reason"]> | (string & {});

/** Everything that the SDK throws, beside the reason of an aborted signal. */
export class CommunityError extends Error {
  override name = "CommunityError";
}

/** No answer came: the network, or the server went away. */
export class ConnectionFailed extends CommunityError {
  override name = "ConnectionFailed";
}

/** No answer came within the time limit. */
export class TimedOut extends ConnectionFailed {
  override name = "TimedOut";
}

/** The companion's answer ended without a message; `reason` says why. */
export class StreamFailed extends CommunityError {
  override name = "StreamFailed";
  readonly reason: string;
  constructor(reason: string, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** The server refused, with a status of 400 or more. */
export class ApiError extends CommunityError {
  override name = "ApiError";
  readonly status: number;
  /** Why, as a word for programs; undefined where the status says it all. */
  readonly reason: Reason | undefined;
  /** Quote it when you ask for help. */
  readonly traceId: string | undefined;
  /** The whole answer. */
  readonly problem: Problem;
  /** Seconds to wait before a repeat, if the answer says so. */
  readonly retryAfter: number | undefined;

  constructor(status: number, problem: Problem, retryAfter?: number) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.status = status;
    this.problem = problem;
    this.reason = problem.reason ?? undefined;
    this.traceId = problem.trace_id as string | undefined;
    this.retryAfter = retryAfter;
  }
}

/** 400 or 422: the request has to change; the same one fails again. */
export class ValidationFailed extends ApiError {
  override name = "ValidationFailed";
  /** The faults of each field, by its path in the body (`tags[3]`) or its name in the query. */
  get errors(): Record<string, string[]> {
    return (this.problem.errors ?? {}) as Record<string, string[]>;
  }
  /** The same faults with their codes and numbers, for sentences of your own. */
  get faults(): readonly Schemas["Fault"][] {
    return this.problem.faults ?? [];
  }
}

/** 401: sign in again. */
export class Unauthorized extends ApiError {
  override name = "Unauthorized";
}

/** 402: something has to be paid. */
export class PaymentRequired extends ApiError {
  override name = "PaymentRequired";
  /** The order to pay; undefined where none was made, as for a declined card. */
  get orderId(): string | undefined {
    return this.problem.order_id as string | undefined;
  }
  /** In the currency's smallest unit; 0: payable with credits only. */
  get amountCents(): number | undefined {
    return this.problem.amount_cents as number | undefined;
  }
  /** ISO 4217. */
  get currency(): string | undefined {
    return this.problem.currency as string | undefined;
  }
  /** Undefined: not payable with credits. */
  get priceCredits(): number | undefined {
    return (this.problem.price_credits as number | null) ?? undefined;
  }
  /** Until when the order can be paid. */
  get expiresAt(): Date | undefined {
    const time = this.problem.expires_at as string | null | undefined;
    return time ? new Date(time) : undefined;
  }
}

/** 402: a higher plan is needed. */
export class PlanRequired extends ApiError {
  override name = "PlanRequired";
  get plan(): string {
    return String(this.problem.required_plan);
  }
}

/** 403: the caller may not do this. */
export class Forbidden extends ApiError {
  override name = "Forbidden";
}

/** 404 or 410: it does not exist, or the caller must not know that it does. */
export class NotFound extends ApiError {
  override name = "NotFound";
}

/** 409: the state has to change first; `reason` names the obstacle. */
export class Conflict extends ApiError {
  override name = "Conflict";
}

/** 413: the body is too long; the message names the limit. */
export class TooLarge extends ApiError {
  override name = "TooLarge";
}

/** 429: too many requests; `retryAfter` says how many seconds to wait. */
export class RateLimited extends ApiError {
  override name = "RateLimited";
}

/** 500 or more: the server failed. Quote `traceId`. */
export class ServerError extends ApiError {
  override name = "ServerError";
}

const classes: Record<number, typeof ApiError> = {
  400: ValidationFailed,
  401: Unauthorized,
  402: PaymentRequired,
  403: Forbidden,
  404: NotFound,
  409: Conflict,
  410: NotFound,
  413: TooLarge,
  415: ValidationFailed,
  422: ValidationFailed,
  429: RateLimited,
};

/** The error for an answer. A body that is no problem+json (a proxy's page, say) becomes an empty problem. */
export function apiError(status: number, body: string, retryAfter: string | null): ApiError {
  let problem: Problem = {};
  try {
    problem = (JSON.parse(body) as Problem | null) ?? {};
  } catch {
    // no JSON: the status says enough
  }
  const kind = status === 402 && problem.required_plan ? PlanRequired : (classes[status] ?? (status >= 500 ? ServerError : ApiError));
  return new kind(status, problem, secondsOf(retryAfter));
}

/** Retry-After is a number of seconds or a date. */
function secondsOf(retryAfter: string | null): number | undefined {
  if (!retryAfter) {
    return undefined;
  }
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
