using Community.Contracts.Identity;
using Community.Payments.Data;

namespace Community.Payments.Refunds;

/// <summary>The acts of administrators here, for the audit record of the fleet.</summary>
internal static class StaffActs
{
    public const string PaymentRefunded = "payment_refunded";
    public const string RefundPaidOut = "refund_paid_out";

    /// <summary>Adds an act to the unit of work.</summary>
    /// <param name="userId">The buyer; null: erased.</param>
    /// <param name="objectId">The payment or the refund.</param>
    /// <param name="outcome">The amount in minor units and its currency; null: all that was left.</param>
    public static void RecordAct(
        this PaymentsDb db,
        string action,
        Guid actorId,
        DateTimeOffset now,
        Guid? userId,
        Guid objectId,
        string? outcome = null
    ) => db.RecordAct(action, new StaffActed(Guid.CreateVersion7(now), now, actorId, 1, "payments", action, userId, objectId, outcome));
}
