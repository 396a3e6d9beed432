using Community.Payments.Data;
using Community.Payments.Orders;
using Community.ServiceDefaults.Authorization;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Erasure;

/// <summary>This service's part in forgetting a person, and in giving a person a copy of what is held.</summary>
internal static class ErasureEndpoints
{
    public static void AddErasureConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenUserErased>();

    public static IServiceCollection AddErasure(this IServiceCollection services) => services.AddScoped<PersonErasure>();

    public static void MapPersonExport(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/people/{id:guid}/export", ExportAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Ok<ExportedPerson>> ExportAsync(Guid id, PaymentsDb db)
    {
        var orders = await db.Orders.AsNoTracking().Where(order => order.UserId == id).OrderBy(order => order.CreatedAt).ToListAsync();
        var ids = orders.ConvertAll(order => order.Id);
        var payments = (await db.Payments.AsNoTracking().Where(payment => ids.Contains(payment.OrderId)).ToListAsync()).ToLookup(p => p.OrderId);
        var entries = await db.Database.SqlQuery<ExportedEntry>($"""
            SELECT e.amount AS "Amount", e.balance_after AS "BalanceAfter", t.kind AS "Kind", t.order_id AS "OrderId", t.at AS "At" FROM wallets w
            JOIN ledger_entries e ON e.wallet_id = w.id JOIN ledger_transactions t ON t.id = e.transaction_id
            WHERE w.user_id = {id} ORDER BY e.id
            """).ToListAsync();
        return TypedResults.Ok(new ExportedPerson(
            orders.ConvertAll(order => OrderView.Of(order, payments[order.Id])),
            await db.Wallets.Where(wallet => wallet.UserId == id).Select(wallet => wallet.Balance).SingleOrDefaultAsync(),
            entries));
    }
}

/// <summary>Everything that this service holds of a person.</summary>
/// <param name="Orders">What was bought, or was to be.</param>
/// <param name="Credits">The wallet's balance.</param>
/// <param name="WalletEntries">What came into the wallet and left it.</param>
internal sealed record ExportedPerson(IReadOnlyList<OrderView> Orders, long Credits, IReadOnlyList<ExportedEntry> WalletEntries);

internal sealed record ExportedEntry(long Amount, long BalanceAfter, string Kind, Guid? OrderId, DateTimeOffset At);
