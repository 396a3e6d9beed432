using Community.Platform.Http.OpenApi;

namespace Community.Events.Registrations;

/// <summary>A registration as its owner sees it.</summary>
/// <param name="Id">The registration's id.</param>
/// <param name="EventId">The event.</param>
/// <param name="UserId">The registered user.</param>
/// <param name="Status">pending, confirmed, waitlisted, cancelled, expired, refunded or checked_in.</param>
/// <param name="TicketCode">The ticket's code, once confirmed.</param>
/// <param name="WaitlistPosition">The position on the waitlist; 1 is next.</param>
/// <param name="HoldExpiresAt">Until when a pending one must be paid.</param>
/// <param name="OrderId">The order to pay, or that was paid; null: free.</param>
/// <param name="RegisteredAt">When the registration was made.</param>
/// <param name="Currency">ISO 4217, of the price and of <c>refund_cents</c>; null: free.</param>
/// <param name="RefundCents">
/// The refund that a cancellation would give now, without a part that was refunded before; once the registration has ended, the refund on
/// its way, and then all that was refunded. Minor units of the currency; null: no money was paid.
/// </param>
/// <param name="RefundCredits">The same in credits; null: no credits were paid.</param>
/// <param name="RefundUntil">The deadline for a full refund; null: nothing was bought, or it has ended.</param>
internal sealed record RegistrationView(
    Guid Id,
    Guid EventId,
    Guid UserId,
    string Status,
    string? TicketCode,
    int? WaitlistPosition,
    DateTimeOffset? HoldExpiresAt,
    Guid? OrderId,
    DateTimeOffset RegisteredAt,
    string? Currency,
    long? RefundCents,
    long? RefundCredits,
    DateTimeOffset? RefundUntil
) : IHasExample<RegistrationView>
{
    public static RegistrationView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"),
            Guid.Parse("0198c0de-0000-7000-8000-0000000000e1"),
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            RegistrationStatus.Confirmed,
            "COMM-A1B2C3D4",
            null,
            null,
            Guid.Parse("0198c0de-0000-7000-8000-0000000000b1"),
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            "USD",
            2500,
            null,
            new DateTimeOffset(2026, 12, 3, 15, 0, 0, TimeSpan.Zero)
        );

    public static RegistrationView Of(Registration registration, int? waitlistPosition, RefundOffer refund) =>
        new(
            registration.Id,
            registration.EventId,
            registration.UserId,
            registration.Status,
            registration.TicketCode,
            waitlistPosition,
            registration.HoldExpiresAt,
            registration.OrderId,
            registration.RegisteredAt,
            registration.Currency,
            refund.Cents,
            refund.Credits,
            refund.Until
        );
}
