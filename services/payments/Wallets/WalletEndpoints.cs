using System.Globalization;
using System.Security.Claims;
using Community.Payments.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Wallets;

/// <summary>The caller's credits.</summary>
internal static class WalletEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var wallet = api.MapGroup("/wallet").WithTags("Wallet");
        wallet.MapGet("", ShowAsync).NotStored("shows money").RequireSignedIn();
        wallet.MapGet("/entries", EntriesAsync).NotStored("shows money").RequireSignedIn();
    }

    /// <summary>Shows the caller's balance. One credit is worth 0.10 USD.</summary>
    private static async Task<Ok<WalletView>> ShowAsync(ClaimsPrincipal caller, PaymentsDb db)
    {
        var user = caller.UserId();
        return TypedResults.Ok(new WalletView(await db.Wallets.Where(w => w.UserId == user).Select(w => w.Balance).SingleOrDefaultAsync()));
    }

    /// <summary>Lists the changes of the caller's wallet, newest first.</summary>
    private static async Task<Results<Ok<CursorPage<WalletEntryView>>, BadRequestProblem>> EntriesAsync(
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        PaymentsDb db,
        CancellationToken cancellationToken
    )
    {
        var before = query.TryGetPosition<EntryPosition>(out var position) ? position.Id : long.MaxValue;
        var (user, more) = (caller.UserId(), query.Limit + 1);
        var entries = await db
            .Database.SqlQuery<WalletEntryRow>(
                $"""
                SELECT e.id, e.amount, e.balance_after, t.kind, t.order_id,
                    o.description, t.at
                FROM wallets w
                JOIN ledger_entries e ON e.wallet_id = w.id AND e.id < {before}
                JOIN ledger_transactions t ON t.id = e.transaction_id
                LEFT JOIN orders o ON o.id = t.order_id
                WHERE w.user_id = {user} ORDER BY e.id DESC LIMIT {more}
                """
            )
            .ToListAsync(cancellationToken);
        var page = Cursor.Page(entries, query, entry => new EntryPosition(entry.Id));
        return TypedResults.Ok(
            new CursorPage<WalletEntryView>(
                [.. page.Items.Select(e => new WalletEntryView(e.Amount, e.BalanceAfter, e.Kind, e.OrderId, e.Description, e.At))],
                page.NextCursor
            )
        );
    }

    private sealed record EntryPosition(long Id);

    private sealed record WalletEntryRow(
        long Id,
        long Amount,
        long BalanceAfter,
        string Kind,
        Guid? OrderId,
        string? Description,
        DateTimeOffset At
    );
}

/// <summary>A person's credits.</summary>
/// <param name="Balance">In credits, 0 or more. One credit is worth 0.10 USD.</param>
internal sealed record WalletView(long Balance) : IHasExample<WalletView>
{
    public static WalletView Example => new(150);
}

/// <summary>A change of a wallet.</summary>
/// <param name="Amount">Credits that were added (above 0) or removed (below 0).</param>
/// <param name="BalanceAfter">Credits afterwards.</param>
/// <param name="Kind">
/// <c>payment</c>, <c>refund</c>, <c>credit_pack</c>, <c>credit_pack_reversed</c>, <c>referral</c> or <c>referral_reversed</c>.
/// </param>
/// <param name="OrderId">The order it belongs to, if any.</param>
/// <param name="Description">The goods of the order.</param>
/// <param name="CreatedAt">When.</param>
internal sealed record WalletEntryView(
    long Amount,
    long BalanceAfter,
    string Kind,
    Guid? OrderId,
    string? Description,
    DateTimeOffset CreatedAt
) : IHasExample<WalletEntryView>
{
    public static WalletEntryView Example =>
        new(
            -120,
            30,
            "payment",
            Guid.Parse("0190a5c0-0000-7000-8000-000000000021"),
            "Rooftop Sunset",
            DateTimeOffset.Parse("2026-10-01T18:00:00Z", CultureInfo.InvariantCulture)
        );
}
