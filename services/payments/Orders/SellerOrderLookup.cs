using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Platform.Access.Fleet;

namespace Community.Payments.Orders;

/// <summary>
/// Asks the sellers for an order that the bus has not brought. The answer opens the order here, so that it is asked for once. A seller that
/// is away is skipped.
/// </summary>
internal sealed class SellerOrderLookup(IServiceScopeFactory scopes, OwnerClient sellers, PaymentOptions options, TimeProvider clock)
{
    /// <summary>True if one of the sellers knew the order; it is open here then.</summary>
    public async Task<bool> BringAsync(Guid userId, Guid? orderId, Guid? productId, CancellationToken cancellationToken)
    {
        var query = orderId is { } id ? $"order_id={id}" : $"product_id={productId}";
        foreach (var seller in options.Sellers)
        {
            var requested = await sellers.FindAsync<PaymentRequested>(
                seller,
                $"/internal/orders?user_id={userId}&{query}",
                cancellationToken
            );
            if (requested?.UserId == userId)
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
                return await db.InTransactionAsync(async () =>
                {
                    await db.OpenAsync(requested, clock.GetUtcNow());
                    return true;
                });
            }
        }

        return false;
    }
}
