using System.Globalization;
using Community.Companion.Data;
using Community.Companion.Meaning;
using Community.Platform.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation.Guide;

/// <summary>A thing of the platform that an answer points to.</summary>
/// <param name="Kind"><c>person</c>, <c>community</c>, <c>event</c>, <c>course</c>, or <c>help</c>: how a feature works.</param>
/// <param name="Id">Its id; null for <c>help</c>.</param>
/// <param name="Title">Its name.</param>
/// <param name="Text">A few words about it; may be empty.</param>
/// <param name="StartsAt">For an event: when it begins, in UTC.</param>
/// <param name="ActionLink">A path of the web client.</param>
internal sealed record CardView(string Kind, Guid? Id, string Title, string Text, DateTimeOffset? StartsAt, string ActionLink)
    : IHasExample<CardView>
{
    public static CardView Example =>
        new(
            MeaningKind.Community,
            Guid.Parse("0198c0de-0000-7000-8000-000000000003"),
            "Watercolour Wednesdays",
            "Painting from life and from photographs.",
            null,
            "/communities/0198c0de-0000-7000-8000-000000000003"
        );
}

/// <summary>
/// A card as it is stored: <c>KIND:ID</c>, or <c>help:LANGUAGE:FEATURE</c>. Its texts are read when the message is shown, with the rights
/// of that moment: a thing that was deleted, or that the caller may not see any more, has no card any more.
/// </summary>
internal static class CardReference
{
    private const string Help = "help";

    public static string To(string kind, Guid id) => $"{kind}:{id}";

    public static string ToHelp(string language, string feature) => $"{Help}:{language}:{feature}";

    /// <summary>The card of a feature's help text, or null if the reference is of another kind, or the feature is gone.</summary>
    public static CardView? HelpOf(string reference) =>
        reference.Split(':') is [Help, var language, var feature] && HelpTexts.Find(language, feature) is { } help
            ? new(Help, null, help.Title, help.Text, null, help.ActionLink)
            : null;

    /// <summary>The feature of a help text, or null for another reference.</summary>
    public static string? FeatureOf(string reference) => reference.Split(':') is [Help, _, var feature] ? feature : null;

    /// <summary>The kind and id, or null for a help text.</summary>
    public static (string Kind, Guid Id)? ThingOf(string reference) =>
        reference.Split(':') is [var kind, var id] && Guid.TryParse(id, CultureInfo.InvariantCulture, out var parsed)
            ? (kind, parsed)
            : null;
}

/// <summary>Reads messages with their cards.</summary>
internal static class Cards
{
    private static readonly string Seen = $$"""
        SELECT m.kind, m.id, m.title, m.summary AS text, e.starts_at
        FROM unnest({0}::text[], {1}::uuid[]) AS requested (kind, id) JOIN meaning_items m USING (kind, id)
            LEFT JOIN events e ON m.kind = 'event' AND e.id = m.id
        WHERE m.is_listed AND {{SeenItems.Condition("m", "{2}", "{3}")}}
        """;

    /// <summary>The views of a user's messages, in their order.</summary>
    public static async Task<IReadOnlyList<MessageView>> ToViewsAsync(
        this CompanionDb db,
        Guid userId,
        IReadOnlyList<CompanionMessage> messages,
        DateTimeOffset now,
        CancellationToken cancellationToken = default
    )
    {
        var things = messages
            .SelectMany(message => message.Cards ?? [])
            .Select(CardReference.ThingOf)
            .OfType<(string Kind, Guid Id)>()
            .Distinct()
            .ToList();
        var seen = things.Count == 0 ? [] : await db.ReadAsync(userId, things, now, cancellationToken);
        return
        [
            .. messages.Select(message =>
                MessageView.Of(
                    message,
                    [
                        .. (message.Cards ?? [])
                            .Select(reference =>
                                CardReference.ThingOf(reference) is { } thing
                                    ? seen.GetValueOrDefault(thing)
                                    : CardReference.HelpOf(reference)
                            )
                            .OfType<CardView>(),
                    ]
                )
            ),
        ];
    }

    private static async Task<Dictionary<(string Kind, Guid Id), CardView>> ReadAsync(
        this CompanionDb db,
        Guid userId,
        IReadOnlyList<(string Kind, Guid Id)> things,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .Database.SqlQueryRaw<Row>(
                Seen,
                things.Select(thing => thing.Kind).ToArray(),
                things.Select(thing => thing.Id).ToArray(),
                userId,
                now
            )
            .ToListAsync(cancellationToken);
        return rows.ToDictionary(
            row => (row.Kind, row.Id),
            row => new CardView(row.Kind, row.Id, row.Title, row.Text, row.StartsAt, ActionLink.To(row.Kind, row.Id))
        );
    }

    private sealed record Row(string Kind, Guid Id, string Title, string Text, DateTimeOffset? StartsAt);
}
