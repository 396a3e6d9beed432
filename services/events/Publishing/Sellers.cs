using Community.Contracts.Identity;
using Community.Events.Data;
using Community.Events.People;
using Community.Platform.Access.Fleet;
using Community.Platform.Http.Problems;

namespace Community.Events.Publishing;

/// <summary>Learns from identity that a seller is verified, before the integration event that says so has arrived.</summary>
internal sealed class Sellers(OwnerClient owners, IServiceScopeFactory scopes)
{
    /// <summary>
    /// Asks identity whether a user has verified an address, if no integration event has said so yet, and stores a yes. It runs outside of
    /// a transaction, before <see cref="SaleRules.RequireSellableAsync"/> decides inside of it, so that no connection is held during the
    /// call. A yes is stored in a scope of its own: it is true whatever becomes of the request, and is no part of the effect that an
    /// Idempotency-Key stands for.
    /// </summary>
    /// <exception cref="ProblemException">503: identity is away.</exception>
    public async Task LearnAsync(Guid seller, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EventsDb>();
        if (
            !await db.IsVerifiedAsync(seller, cancellationToken)
            && await owners.RequireAsync<PersonSnapshot>("identity", $"/internal/people/{seller}", cancellationToken)
                is { IsVerified: true }
        )
        {
            await db.ApplyVerificationAsync(seller);
        }
    }
}
