using Community.Money;
using Community.Platform.Http.Problems;

namespace Community.Payments.Orders;

/// <summary>The answers 402 to a request for something that has to be paid.</summary>
internal static class OrderProblems
{
    /// <summary>The 402 with the order to pay.</summary>
    public static PaymentRequiredProblem ToProblem(this Order order) =>
        order.ToProblem("Pay this order to receive your purchase at once.", "payment_required");

    /// <summary>The 402 with the order that is still to be paid, because the wallet does not have enough credits.</summary>
    public static PaymentRequiredProblem ToInsufficientCredits(this Order order, long balance) =>
        order
            .ToProblem(
                $"This costs {order.PriceCredits} credits and your wallet has {balance}. POST /wallet/packs/{{id}}/purchase buys credits.",
                "insufficient_credits"
            )
            .With("balance", balance);

    private static PaymentRequiredProblem ToProblem(this Order order, string detail, string reason) =>
        Problem.OrderRequired(
            OrdersToPay.Of(order.Id, order.AmountCents, order.Currency, order.PriceCredits, order.ExpiresAt),
            detail,
            reason
        );
}
