using Community.Payments.Data;

namespace Community.Payments.Orders;

internal static class OrderScopes
{
    /// <summary>Applies a command in a scope and a transaction of its own: for background work.</summary>
    public static async Task<OrderOutcome> ApplyAsync(this IServiceScopeFactory scopes, Guid orderId, OrderCommand command)
    {
        await using var scope = scopes.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<OrderStore>();
        return await scope.ServiceProvider.GetRequiredService<PaymentsDb>().InTransactionAsync(() => orders.ApplyAsync(orderId, command));
    }
}
