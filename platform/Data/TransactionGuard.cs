using System.Data.Common;
using System.Diagnostics;
using Community.Platform.Hosting.Configuration;
using Npgsql;

namespace Community.Platform.Data;

/// <summary>
/// Enforces the rule that no code waits while it holds a pooled connection. As long as a transaction is open, the same flow of work opens
/// no second connection, waits for no group commit, sends no HTTP request and hashes no password. Otherwise a pool of N connections
/// deadlocks when N requests each hold one and wait for one more.
/// <para>
/// It watches where <c>Database:GuardTransactions</c> is true (in all test runs), and then throws at the place that breaks the rule. For a
/// statement on a second connection it throws where the transaction is about to commit, because an exception inside of Npgsql would break
/// its connection. It sees the transactions of <see cref="ServiceDbContext.InTransactionAsync{T}"/>, of consumers and of requests with an
/// Idempotency-Key, and all commands of Npgsql.
/// </para>
/// </summary>
public static class TransactionGuard
{
    private static readonly AsyncLocal<Flow?> Present = new();

    /// <summary>Called before an act that must not happen inside a transaction.</summary>
    /// <param name="act">The act, as text that follows "must not", such as "hash a password".</param>
    /// <exception cref="InvalidOperationException">A transaction is open in this flow of work, and the guard watches.</exception>
    public static void Forbid(string act)
    {
        if (Present.Value?.Connection is not null)
        {
            throw new InvalidOperationException(
                $"A transaction is open here: its connection must not be kept while others are waited for, and so it must not {act}."
            );
        }
    }

    /// <summary>Watches this flow of work until the result is disposed.</summary>
    /// <param name="isOn">False: nothing is watched.</param>
    /// <param name="connection">The transaction's; null: none is open yet, see <see cref="Opened"/>.</param>
    internal static Flow? Enter(bool isOn, DbConnection? connection)
    {
        if (!isOn)
        {
            return null;
        }

        if (connection is not null)
        {
            Forbid("open a second transaction");
        }

        return new Flow(connection);
    }

    /// <summary>A transaction was opened in the flow that is watched, and stays open when this returns.</summary>
    internal static void Opened(DbConnection connection)
    {
        if (Present.Value is { } flow)
        {
            flow.Connection = connection;
        }
    }

    /// <summary>That transaction has ended.</summary>
    internal static void Closed()
    {
        if (Present.Value is { } flow)
        {
            flow.Connection = null;
        }
    }

    /// <summary>Lets the guard see the commands of a data source, which Npgsql passes to the filters of its tracing.</summary>
    internal static void Watch(NpgsqlDataSourceBuilder source)
    {
        // Npgsql calls the filters only if there is a listener; the listener need not sample anything.
        ActivitySource.AddActivityListener(Listener);
        source.ConfigureTracing(tracing =>
            tracing
                // A command or batch of the data source itself takes a connection from the pool and does not say which one.
                .ConfigureCommandFilter(command => Allow(command.GetType() == typeof(NpgsqlCommand) ? command.Connection : null))
                .ConfigureBatchFilter(batch => Allow(batch.GetType() == typeof(NpgsqlBatch) ? batch.Connection : null))
        );
    }

    private static readonly ActivityListener Listener = new()
    {
        ShouldListenTo = source => source.Name == "Npgsql",
        Sample = static (ref _) => ActivitySamplingResult.None,
    };

    private static bool Allow(NpgsqlConnection? connection)
    {
        if (Present.Value is { Connection: { } open } flow && !ReferenceEquals(open, connection))
        {
            flow.Broken ??=
                $"A transaction is open here: its connection must not be kept while others are waited for, and so it must not run a command on a second one:\n{new StackTrace()}";
        }

        return true;
    }

    /// <summary>A flow of work that is watched.</summary>
    internal sealed class Flow : IDisposable
    {
        private readonly Flow? _outer = Present.Value;

        /// <summary>Where the rule was broken; null: nowhere.</summary>
        public string? Broken { get; set; }

        /// <summary>To be called before the commit.</summary>
        /// <exception cref="InvalidOperationException">The rule was broken.</exception>
        public void Check()
        {
            if (Broken is not null)
            {
                throw new InvalidOperationException(Broken);
            }
        }

        public Flow(DbConnection? connection)
        {
            Connection = connection;
            Present.Value = this;
        }

        public DbConnection? Connection { get; set; }

        public void Dispose()
        {
            Connection = null;
            Present.Value = _outer;
        }
    }
}

/// <summary>Whether the <see cref="TransactionGuard"/> watches in this process.</summary>
internal sealed record GuardedTransactions(bool IsOn);

/// <summary>Forbids calls to other services inside of transactions.</summary>
internal sealed class NoCallsInTransactions : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        TransactionGuard.Forbid($"call {request.RequestUri?.Host}");
        return base.SendAsync(request, cancellationToken);
    }
}

/// <summary>Whether the guard watches.</summary>
[Settings("Database")]
internal sealed class TransactionGuardOptions
{
    /// <summary>
    /// Whether a transaction that waits for a second connection, a group, another service or a password hash throws; on in all test runs.
    /// </summary>
    public bool GuardTransactions { get; init; }
}
