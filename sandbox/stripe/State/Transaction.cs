using System.Text.Json.Nodes;
using Community.StripeSandbox.Webhooks;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.State;

/// <summary>An open change of the state. Its own changes are visible to it at once, and to others after the commit.</summary>
internal sealed class Transaction(Store store, EventSettings events, DateTimeOffset now)
{
    private readonly Dictionary<string, StripeObject> _changes = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>When it runs.</summary>
    public DateTimeOffset Now => now;

    /// <summary><see cref="Now"/> as Stripe writes times: Unix seconds.</summary>
    public long Timestamp => now.ToUnixTimeSeconds();

    /// <summary>Whether new refunds are pending first.</summary>
    public bool RefundsArePending => store.RefundsArePending;

    /// <summary>The API request that caused it, for its events; null for changes that the sandbox makes by itself.</summary>
    public EventRequest Request { get; set; } = EventRequest.None;

    /// <summary>The changed objects, each once, in the order of their first change.</summary>
    public IReadOnlyCollection<StripeObject> Changes => [.. _order.Select(id => _changes[id])];

    /// <summary>The webhooks of its events.</summary>
    public List<WebhookDelivery> Deliveries { get; } = [];

    /// <summary>Discards its changes.</summary>
    public void Rollback()
    {
        _changes.Clear();
        _order.Clear();
        Deliveries.Clear();
    }

    /// <summary>The object of this id and type, or null.</summary>
    public T? Find<T>(string? id)
        where T : StripeObject => id is null ? null : (_changes.GetValueOrDefault(id) ?? store.Find(id)) as T;

    /// <summary>The object that the request names.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="type">Stripe's name of the type, for the error.</param>
    /// <param name="param">The parameter that has the id; null when the path has it.</param>
    /// <exception cref="StripeException">404, or 400 for a parameter.</exception>
    public T Get<T>(string id, string type, string? param = null)
        where T : StripeObject => Find<T>(id) ?? throw StripeException.Missing(type, id, param);

    /// <summary>An object that another one refers to, so it exists.</summary>
    public T Known<T>(string id)
        where T : StripeObject => Find<T>(id) ?? throw new InvalidOperationException($"{id} is referred to, but not kept.");

    /// <summary>Adds or replaces it.</summary>
    public T Put<T>(T value)
        where T : StripeObject
    {
        if (!_changes.ContainsKey(value.Id))
        {
            _order.Add(value.Id);
        }

        _changes[value.Id] = value;
        return value;
    }

    /// <summary>Deletes it.</summary>
    public void Remove(string id) => Put<StripeObject>(new Removed { Id = id });

    /// <summary>A page of the committed objects of a type.</summary>
    /// <param name="type">Stripe's name of the type.</param>
    /// <param name="query">The page.</param>
    /// <param name="where">The filter.</param>
    /// <param name="key">A key of the objects, so that only those are searched; a null value for none.</param>
    public StripeList<T> List<T>(string type, ListQuery query, Func<T, bool>? where = null, (string Field, string? Value) key = default)
        where T : StripeObject
    {
        var matches = key.Value is null
            ? where ?? (static _ => true)
            : kept =>
                kept.Keys.Any(has =>
                    string.Equals(has.Field, key.Field, StringComparison.Ordinal)
                    && string.Equals(has.Value, key.Value, StringComparison.Ordinal)
                ) && (where is null || where(kept));
        var (data, hasMore) = store.Page(type, query, matches, key);
        return new StripeList<T>(data, hasMore, query.Url);
    }

    /// <summary>All committed objects of a type with this key, newest first.</summary>
    public IEnumerable<T> With<T>(string type, string field, string value)
        where T : StripeObject => store.With<T>(type, field, value);

    /// <summary>Adds an event about an object in its present state.</summary>
    /// <param name="type">The event's type.</param>
    /// <param name="subject">The object.</param>
    /// <param name="before">Its former state, for events of updates: the event lists the changed properties.</param>
    public void Emit(string type, StripeObject subject, StripeObject? before = null)
    {
        var happened = Put(
            new StripeEvent
            {
                Id = Ids.New("evt"),
                Created = Timestamp,
                ApiVersion = ApiVersions.Current,
                Data = new EventData(subject, before is null ? null : Differences(before, subject)),
                PendingWebhooks = events.IsSent(type) ? 1 : 0,
                Request = Request,
                Type = type,
            }
        );
        Deliveries.AddRange(events.DeliveriesOf(happened, now).Select(Put));
    }

    private static JsonObject Differences(StripeObject before, StripeObject after)
    {
        var was = StripeJson.ToNode(before);
        foreach (var (name, value) in StripeJson.ToNode(after))
        {
            if (was.TryGetPropertyValue(name, out var old) && JsonNode.DeepEquals(old, value))
            {
                was.Remove(name);
            }
        }

        return was;
    }
}
