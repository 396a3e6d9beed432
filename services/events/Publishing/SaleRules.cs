using Community.Events.Data;
using Community.Money;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Publishing;

/// <summary>
/// The rules for sellers of tickets and for prices. Every way to publish a paid event uses <see cref="RequireSellableAsync"/>.
/// </summary>
internal static class SaleRules
{
    /// <summary>The member and its fault if the price cannot be paid; null if it can, or if there is no price.</summary>
    public static FieldFault? PriceFault(CommunityEvent e) => e.IsFree ? null : PriceFault(e.PriceCents, e.Currency);

    /// <summary>The fault of one member of a price above 0; null: it has none.</summary>
    public static Fault? PriceFault(long cents, string currency, string field) =>
        PriceFault(cents, currency) is { } found && found.Field == field ? found.Fault : null;

    private static FieldFault? PriceFault(long cents, string currency)
    {
        var verdict = SalePrice.Check(cents, currency);
        return SalePrice.FaultOf(verdict, currency) is { } fault
            ? new(verdict == AmountVerdict.UnknownCurrency ? "currency" : "price_cents", fault)
            : null;
    }

    /// <summary>Refuses the sale of a ticket whose price cannot be paid, or whose seller has no verified address.</summary>
    /// <exception cref="ProblemException">403 <c>verification_required</c>, or 409 <c>price_not_payable</c>.</exception>
    public static async Task RequireSellableAsync(this EventsDb db, CommunityEvent e)
    {
        if (e.IsFree)
        {
            return;
        }

        if (PriceFault(e) is var (field, fault))
        {
            throw Problem
                .Conflict($"This price cannot be paid: {field} {fault.Message}. Change it first.", "price_not_payable")
                .ToException();
        }

        if (!await db.IsVerifiedAsync(e.OrganizerId, CancellationToken.None))
        {
            throw Problem
                .Forbidden(
                    "Selling tickets needs a verified mail address or phone number. POST /auth/resend-verification sends you a code.",
                    "verification_required"
                )
                .ToException();
        }
    }

    /// <summary>Whether an integration event, or identity itself, has said that a user has verified an address.</summary>
    public static Task<bool> IsVerifiedAsync(this EventsDb db, Guid person, CancellationToken cancellationToken) =>
        db.People.AnyAsync(known => known.Id == person && known.IsVerified, cancellationToken);
}
