using System.ComponentModel.DataAnnotations;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Payments.Checkout;

/// <summary>The provider's payment methods.</summary>
internal enum CheckoutMethod
{
    Card,
    Alipay,
    WechatPay,
}

/// <summary>A request to pay. There is no amount in it: prices never come from a client.</summary>
/// <param name="PaymentMethod">card, alipay or wechat_pay.</param>
/// <param name="SuccessUrl">Where the page leads after the payment; <c>{CHECKOUT_SESSION_ID}</c> in it becomes the session's id.</param>
/// <param name="CancelUrl">Where the page leads without a payment.</param>
/// <param name="OrderId">The order, as the 402 named it; this or event_id.</param>
/// <param name="EventId">The id of the thing on sale: the caller's newest open order for it is paid.</param>
internal sealed record CheckoutRequest(
    CheckoutMethod PaymentMethod,
    [StringLength(RedirectUrls.MaxLength), RedirectUrl] string SuccessUrl,
    [StringLength(RedirectUrls.MaxLength), RedirectUrl] string CancelUrl,
    Guid? OrderId = null,
    Guid? EventId = null
) : IHasExample<CheckoutRequest>, IHasRules<CheckoutRequest>
{
    public static RequestRules<CheckoutRequest> Rules { get; } =
        new RequestRules<CheckoutRequest>().Add(
            nameof(OrderId),
            request =>
                request.OrderId is null == request.EventId is null
                    ? new(FaultCode.OnlyOne, "is required, or event_id, and not both")
                    : null,
            nameof(EventId)
        );

    public static CheckoutRequest Example =>
        new(
            CheckoutMethod.Card,
            "https://app.example.org/paid?session={CHECKOUT_SESSION_ID}",
            "https://app.example.org/events",
            Guid.Parse("0198c0de-0000-7000-8000-0000000000b1")
        );
}

/// <summary>A payment page.</summary>
/// <param name="SessionId">The provider's id of the session.</param>
/// <param name="CheckoutUrl">The address to send the buyer to.</param>
/// <param name="PaymentId">For <c>GET /payments/status/{id}</c>.</param>
/// <param name="OrderId">The order that is paid there.</param>
internal sealed record CheckoutView(string SessionId, string CheckoutUrl, Guid PaymentId, Guid OrderId) : IHasExample<CheckoutView>
{
    public static CheckoutView Example =>
        new(
            "cs_test_a1b2c3",
            "https://checkout.stripe.com/c/pay/cs_test_a1b2c3",
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"),
            Guid.Parse("0198c0de-0000-7000-8000-0000000000b1")
        );
}
