namespace Community.Fleet.Tests;

/// <summary>One object of each kind that a path can name, all owned by one person.</summary>
internal sealed record NamedObjects(
    Person Owner,
    Guid Session,
    Guid Event,
    string Ticket,
    Guid Order,
    Guid Payment,
    string Pack,
    Talk Talk,
    DailyPath Path,
    Guid ApiToken,
    Guid Bot,
    Guid BotToken
)
{
    /// <summary>
    /// The objects of a person who organizes an event, registers for another one, is about to pay, writes messages, and is on the daily
    /// path.
    /// </summary>
    public static async Task<NamedObjects> OfAsync(SharedFleet fleet, Person owner, string visibility, Guid attended)
    {
        var client = owner.Client;
        var session = (await client.Auth.ListSessionsAsync()).Items[0].Id;
        var own = await owner.PublishAsync(visibility: visibility);
        var ticket = (await client.Events.RegisterAsync(attended)).TicketCode!;
        var checkout = await owner.CheckOutAsync(
            await owner.HoldAsync(await (await fleet.OrganizerAsync()).PublishAsync(priceCents: 2500, priceCredits: 250))
        );
        var pack = (await client.Wallet.PacksAsync())[0].Id;
        var token = await client.Me.CreateApiTokenAsync(new() { Name = "backup", Scopes = ["events:read"] });
        var bot = await client.Bots.CreateAsync(new() { Username = fleet.NewName() });
        var given = await client.Bots.CreateTokenAsync(bot.Id, new() { Name = "program", Scopes = ["events:read"] });
        return new(
            owner,
            session,
            own,
            ticket,
            checkout.OrderId,
            checkout.PaymentId,
            pack,
            await owner.TalkAsync(),
            await owner.PathAsync(),
            token.ApiToken.Id,
            bot.Id,
            given.ApiToken.Id
        );
    }

    /// <summary>A path in OpenAPI's form, with these objects in place of its parameters.</summary>
    public string Fill(string path) =>
        path.Replace("{id}", IdFor(path), StringComparison.Ordinal)
            .Replace("{user_id}", $"{Owner.Id}", StringComparison.Ordinal)
            .Replace("{photo_id}", $"{Owner.Id}", StringComparison.Ordinal)
            .Replace("{token_id}", $"{BotToken}", StringComparison.Ordinal)
            .Replace("{link_id}", $"{Owner.Id}", StringComparison.Ordinal)
            .Replace("{request_id}", $"{Owner.Id}", StringComparison.Ordinal)
            .Replace("{case_id}", $"{Owner.Id}", StringComparison.Ordinal)
            .Replace("{module_id}", $"{Path.Module}", StringComparison.Ordinal)
            .Replace("{emoji}", "%F0%9F%91%8D", StringComparison.Ordinal)
            .Replace("{code}", Ticket, StringComparison.Ordinal)
            .Replace("{username}", Owner.Username, StringComparison.Ordinal)
            .Replace("{provider}", "google", StringComparison.Ordinal);

    private string IdFor(string path) =>
        path.Split('/')[3..] switch
        {
            ["users", "me", "api-tokens", ..] => $"{ApiToken}",
            ["bots", ..] => $"{Bot}",
            ["auth", "sessions", ..] => $"{Session}",
            ["payments", "orders", ..] => $"{Order}",
            ["payments", ..] => $"{Payment}",
            ["wallet", "packs", ..] => Pack,
            ["courses", ..] => $"{Path.Course}",
            ["companion", "check-ins", ..] => $"{Path.CheckIn}",
            ["companion", "messages", ..] => $"{Path.Message}",
            ["communities", ..] => $"{Talk.Community}",
            ["threads" or "channels", ..] => $"{Talk.Thread}",
            ["messages", ..] => $"{Talk.Message}",
            ["attachments", "uploads", ..] => $"{Talk.Upload}",
            ["attachments", ..] => $"{Talk.Attachment}",
            ["events", ..] => $"{Event}",
            _ => $"{Owner.Id}",
        };
}
