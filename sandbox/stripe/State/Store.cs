using System.Runtime.InteropServices;
using Community.StripeSandbox.Webhooks;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.State;

/// <summary>
/// All objects, in memory, behind one lock. A change is an atomic transaction. With a file, it is on the disk before its caller gets the
/// result.
/// </summary>
internal sealed class Store(Journal journal, EventSettings events, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Entry>> _byType = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, string Field, string Value), List<Entry>> _byKey = [];
    private long _sequence;

    /// <summary>Whether new refunds are pending until a control call ends them.</summary>
    public bool RefundsArePending { get; set; }

    /// <summary>Called with the webhooks of a transaction, when the transaction is on the disk.</summary>
    public Action<IReadOnlyList<WebhookDelivery>> DeliveriesReady { get; set; } = static _ => { };

    /// <summary>Called with each stored object that has a time of its own, in the lock.</summary>
    public Action<StripeObject> Kept { get; set; } = static _ => { };

    /// <summary>Reads the file, removes expired objects, and rewrites the file. Called once, before the first transaction.</summary>
    public void Load()
    {
        lock (_gate)
        {
            foreach (var change in journal.Read())
            {
                Apply(change);
            }

            foreach (var lapsed in _byId.Values.Where(entry => Lapses(entry.Value)).ToList())
            {
                Apply(new Removed { Id = lapsed.Value.Id });
            }

            journal.Start(Snapshot);
        }
    }

    /// <summary>Runs <paramref name="work"/> exclusively and commits its changes; if it throws, nothing is changed.</summary>
    /// <returns>Its result, when the changes are durable.</returns>
    public async Task<T> RunAsync<T>(Func<Transaction, T> work)
    {
        T result;
        Task durable;
        Transaction transaction;
        lock (_gate)
        {
            transaction = new Transaction(this, events, time.GetUtcNow());
            result = work(transaction);
            durable = CommitAsync(transaction.Changes);
        }

        await durable;
        if (transaction.Deliveries.Count > 0)
        {
            DeliveriesReady(transaction.Deliveries);
        }

        return result;
    }

    /// <summary>A snapshot of the stored objects, for callers that do not need the latest state.</summary>
    public IReadOnlyList<T> All<T>()
        where T : StripeObject
    {
        lock (_gate)
        {
            return [.. _byId.Values.OrderBy(entry => entry.Sequence).Select(entry => entry.Value).OfType<T>()];
        }
    }

    /// <summary>Deletes everything.</summary>
    public Task ClearAsync()
    {
        lock (_gate)
        {
            var all = _byId.Keys.Select(StripeObject (id) => new Removed { Id = id }).ToList();
            _byId.Clear();
            _byType.Clear();
            _byKey.Clear();
            return journal.AppendAsync(all);
        }
    }

    /// <summary>The object, or null; in a transaction only.</summary>
    internal StripeObject? Find(string id) => _byId.GetValueOrDefault(id)?.Value;

    /// <summary>A page of stored objects; in a transaction only.</summary>
    internal (IReadOnlyList<T> Data, bool HasMore) Page<T>(
        string type,
        ListQuery query,
        Func<T, bool> where,
        (string Field, string? Value) key
    )
        where T : StripeObject
    {
        var source = key.Value is null ? _byType.GetValueOrDefault(type) : _byKey.GetValueOrDefault((type, key.Field, key.Value));
        var cursor = CursorOf(type, query);
        return source is null ? ([], false) : query.Page(source, where, cursor);
    }

    /// <summary>All of a type with this key, newest first; in a transaction only.</summary>
    internal IEnumerable<T> With<T>(string type, string field, string value)
        where T : StripeObject
    {
        var entries = _byKey.GetValueOrDefault((type, field, value)) ?? [];
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (HasKey(entries[i].Value, field, value))
            {
                yield return (T)entries[i].Value;
            }
        }
    }

    private static bool HasKey(StripeObject kept, string field, string value) =>
        kept.Keys.Any(key =>
            string.Equals(key.Field, field, StringComparison.Ordinal) && string.Equals(key.Value, value, StringComparison.Ordinal)
        );

    private Task CommitAsync(IReadOnlyCollection<StripeObject> changes)
    {
        if (changes.Count == 0)
        {
            return Task.CompletedTask;
        }

        foreach (var change in changes)
        {
            Apply(change);
        }

        return journal.AppendAsync(changes);
    }

    private void Apply(StripeObject change)
    {
        if (change is Removed)
        {
            Remove(change.Id);
            return;
        }

        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_byId, change.Id, out var known);
        var before = entry?.Value;
        entry ??= new Entry(++_sequence);
        entry.Value = change;
        Kept(change);
        if (!change.IsListed)
        {
            return;
        }

        if (!known)
        {
            ListOf(_byType, change.Object).Add(entry);
        }

        Index(entry, before, change);
    }

    private void Index(Entry entry, StripeObject? before, StripeObject change)
    {
        foreach (var (field, value) in change.Keys)
        {
            if (value is not null && (before is null || !HasKey(before, field, value)))
            {
                var list = ListOf(_byKey, (change.Object, field, value));
                var at = list.BinarySearch(entry, Entry.BySequence);
                if (at < 0)
                {
                    list.Insert(~at, entry); // An object that gets its key later is inserted in the order of creation.
                }
            }
        }
    }

    private void Remove(string id)
    {
        if (!_byId.Remove(id, out var entry) || !entry.Value.IsListed)
        {
            return;
        }

        Drop(_byType, entry.Value.Object, entry);
        foreach (var (field, value) in entry.Value.Keys)
        {
            if (value is not null)
            {
                Drop(_byKey, (entry.Value.Object, field, value), entry);
            }
        }
    }

    private static List<Entry> ListOf<TKey>(Dictionary<TKey, List<Entry>> lists, TKey key)
        where TKey : notnull
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(lists, key, out _);
        return list ??= new List<Entry>(1);
    }

    private static void Drop<TKey>(Dictionary<TKey, List<Entry>> lists, TKey key, Entry entry)
        where TKey : notnull
    {
        if (lists.TryGetValue(key, out var list) && list.BinarySearch(entry, Entry.BySequence) is >= 0 and var at)
        {
            list.RemoveAt(at);
        }
    }

    private Entry? CursorOf(string type, ListQuery query) =>
        query.Cursor is not { } cursor ? null
        : _byId.TryGetValue(cursor, out var entry) && entry.Value.Object == type ? entry
        : throw StripeException.Missing(type.Replace('.', ' '), cursor, query.CursorName);

    // Stripe keeps events for 30 days, and idempotency keys for at least one day.
    private bool Lapses(StripeObject kept) =>
        kept switch
        {
            StripeEvent happened => happened.Created < time.GetUtcNow().AddDays(-30).ToUnixTimeSeconds(),
            IdempotentAnswer answer => answer.Created < time.GetUtcNow().AddDays(-1).ToUnixTimeSeconds(),
            _ => false,
        };

    // The journal calls it between two batches. It also has the transactions committed meanwhile.
    private IReadOnlyList<StripeObject> Snapshot(Action whileLocked)
    {
        lock (_gate)
        {
            whileLocked();
            return [.. _byId.Values.OrderBy(entry => entry.Sequence).Select(entry => entry.Value)];
        }
    }
}

/// <summary>An object with its position in the order of creation.</summary>
internal sealed class Entry(long sequence)
{
    /// <summary>Orders by creation.</summary>
    public static readonly IComparer<Entry> BySequence = Comparer<Entry>.Create(static (a, b) => a.Sequence.CompareTo(b.Sequence));

    /// <summary>Its position.</summary>
    public long Sequence => sequence;

    /// <summary>Its present value.</summary>
    public StripeObject Value { get; set; } = null!;
}
