using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Webhooks;

/// <summary>Events by API (https://docs.stripe.com/api/events).</summary>
internal static class EventEndpoints
{
    private const string Url = "/v1/events";

    /// <summary>Maps the endpoints.</summary>
    public static void MapEvents(this StripeRoutes routes)
    {
        routes.Get(Url, List);
        routes.Get(Url + "/{id}", static call => call.State.Get<StripeEvent>(call.Route("id"), "event"));
    }

    private static StripeList<StripeEvent> List(StripeCall call)
    {
        var type = call.Parameters.Text("type");
        var types = call.Parameters.Texts("types");
        var delivered = call.Parameters.Flag("delivery_success");
        bool Matches(StripeEvent happened) =>
            (types.Count == 0 || types.Any(pattern => Fits(happened.Type, pattern)))
            && (type is null || Fits(happened.Type, type))
            && (delivered is null || (happened.PendingWebhooks == 0) == delivered);
        return call.State.List<StripeEvent>("event", call.Page(Url), Matches, ("type", type is null || type.EndsWith('*') ? null : type));
    }

    // "charge.*" matches every event of charges.
    private static bool Fits(string type, string pattern) =>
        pattern.EndsWith('*')
            ? type.StartsWith(pattern[..^1], StringComparison.Ordinal)
            : string.Equals(type, pattern, StringComparison.Ordinal);
}
