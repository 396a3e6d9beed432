using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Community.Platform.Data;

/// <summary>
/// Enforces the rule that a request with an Idempotency-Key writes through <see cref="ServiceDbContext.InTransactionAsync{T}"/> or
/// <c>SaveChangesAsync</c>, which commit with its answer. A statement that its context runs outside of them would commit by itself. It is
/// active where the <see cref="TransactionGuard"/> is.
/// </summary>
internal sealed class KeyedWrites : DbCommandInterceptor
{
    public static readonly KeyedWrites Instance = new();

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    ) =>
        eventData.Context is ServiceDbContext { IsKeyed: true, Database.CurrentTransaction: null }
            ? throw new InvalidOperationException(
                "A request with an Idempotency-Key runs this statement outside of InTransactionAsync: it would commit without the answer."
            )
            : ValueTask.FromResult(result);
}
