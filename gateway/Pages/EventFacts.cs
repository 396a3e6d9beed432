using System.Text.Json.Nodes;

namespace Community.Gateway.Pages;

/// <summary>An event as the public pages need it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Start">The start, in the event's zone.</param>
/// <param name="End">The end, in the event's zone.</param>
/// <param name="PriceCents">In the currency's smallest unit; 0: free.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="SpotsRemaining">Null: there is no limit.</param>
/// <param name="IsCancelled">Whether it was cancelled.</param>
internal sealed record EventFacts(
    Guid Id,
    string Name,
    DateTimeOffset Start,
    DateTimeOffset End,
    long PriceCents,
    string Currency,
    long? SpotsRemaining,
    bool IsCancelled
)
{
    /// <summary>The address of its page.</summary>
    public string Path => $"/e/{Uri.EscapeDataString(Slug.Of(Name, Id))}";

    /// <summary>Null: the object is not an event.</summary>
    public static EventFacts? Of(JsonObject item)
    {
        if (
            item.Id() is not { } id
            || item.Text("name") is not { } name
            || item.Time("start_datetime") is not { } start
            || item.Time("end_datetime") is not { } end
        )
        {
            return null;
        }

        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(item.Text("time_zone") ?? "UTC", out var found) ? found : TimeZoneInfo.Utc;
        return new(
            id,
            name,
            TimeZoneInfo.ConvertTime(start, zone),
            TimeZoneInfo.ConvertTime(end, zone),
            item.Number("price_cents") ?? 0,
            item.Text("currency") ?? "USD",
            item.Number("spots_remaining"),
            item.Text("status") == "cancelled"
        );
    }
}
