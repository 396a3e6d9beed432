using System.Collections.Frozen;
using Community.Companion.Data;
using Community.Companion.Meaning;
using Community.Companion.Offline;
using Community.Companion.People;
using Community.Companion.Safety;
using Community.Platform.Http.Pagination;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation.Guide;

/// <summary>The platform's answer to a request.</summary>
/// <param name="Text">The sentences before the cards; they name no person and no thing.</param>
/// <param name="Cards">The cards, as they are stored (<see cref="CardReference"/>).</param>
internal sealed record Guidance(string Text, IReadOnlyList<string> Cards);

/// <summary>
/// Answers requests for things ("any painting groups?", "what is on this weekend?", "find me somebody to hike with") by the semantic search
/// and the announced events, and questions about a feature ("how do I get a refund?") by its help text. A model is not asked, because it
/// does not know them.
/// </summary>
internal sealed class PlatformGuide(
    CompanionDb db,
    RequestReader requests,
    SemanticSearch search,
    OfflineCompanion offline,
    TimeProvider clock
)
{
    private const int MostCards = 3;
    private const int MostRead = 50;

    /// <summary>Things with a lower relevance are no answer to a request, though a search would list them.</summary>
    private const double LeastScore = 0.15;

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(60);

    private static readonly FrozenDictionary<string, string[]> Leads = Sections
        .Read("Conversation.Guide.leads.txt")
        .ToFrozenDictionary(section => section.Key, section => section.Value.Split('\n'), StringComparer.Ordinal);

    private static readonly string Announced = $$"""
        SELECT e.id AS "Value" FROM events e JOIN meaning_items m ON m.kind = 'event' AND m.id = e.id
        WHERE m.is_listed AND e.starts_at >= {0} AND e.starts_at < {1} AND ({2}::uuid[] IS NULL OR e.id = ANY ({2}::uuid[]))
            AND {{SeenItems.Condition("m", "{3}", "{4}")}}
        ORDER BY array_position({2}::uuid[], e.id), coalesce(lower(e.region) = lower({5}::text) OR lower(e.city) = lower({6}::text), false) DESC, e.starts_at, e.id
        LIMIT {7}
        """;

    /// <summary>The answer to a message, or null: it is no request.</summary>
    /// <param name="caller">The author: cards are things that they may see.</param>
    /// <param name="text">The message.</param>
    public async Task<Guidance?> FindAsync(Guid caller, string text)
    {
        if (
            requests.Read(text) is not { } request
            || await db.People.AsNoTracking().SingleOrDefaultAsync(person => person.Id == caller) is not { } person
        )
        {
            return null;
        }

        var (what, cards) = request switch
        {
            { Feature: { } feature } => ("help", (IReadOnlyList<string>)[CardReference.ToHelp(request.Language, feature)]),
            { Kind: MeaningKind.Event } => await EventsAsync(person, request),
            { Kind: MeaningKind.Person } => await PeopleAsync(person, request),
            _ => await ThingsAsync(person, request),
        };
        return new(await SayAsync(caller, text, request, what), cards);
    }

    private async Task<(string What, IReadOnlyList<string> Cards)> ThingsAsync(Person person, PlatformRequest request)
    {
        // Without a topic, the person's own interests are the topic.
        var topic = request.Topic.Length > 0 ? request.Topic : string.Join(' ', person.Interests);
        if (topic.Length == 0 && request.Kind == MeaningKind.Community)
        {
            return ("topic community", []);
        }

        var found = await SearchAsync(person, topic.Length > 0 ? topic : "course", request.Kind!, topic.Length > 0 ? LeastScore : 0);
        return found.Count > 0
            ? ($"found {request.Kind}", [.. found.Take(MostCards).Select(item => CardReference.To(item.Kind, item.Id))])
            : (
                $"none {request.Kind}",
                [CardReference.ToHelp(request.Language, request.Kind == MeaningKind.Community ? "create-community" : "buy-course")]
            );
    }

    /// <summary>People who mention it, and one circle and one event in which to meet others.</summary>
    private async Task<(string What, IReadOnlyList<string> Cards)> PeopleAsync(Person person, PlatformRequest request)
    {
        if (request.Topic.Length == 0)
        {
            return ("topic person", []);
        }

        var people = (await SearchAsync(person, request.Topic, MeaningKind.Person, LeastScore))
            .Where(item => item.Id != person.Id)
            .Take(MostCards)
            .ToList();
        var circles = (await SearchAsync(person, request.Topic, MeaningKind.Community, LeastScore)).Take(people.Count > 0 ? 1 : MostCards);
        var events = (await SearchAsync(person, request.Topic, MeaningKind.Event, LeastScore)).Take(1);
        List<string> cards = [.. people.Concat(circles).Concat(events).Select(item => CardReference.To(item.Kind, item.Id))];
        return cards.Count > 0 ? ("found person", cards) : ("none person", [CardReference.ToHelp(request.Language, "create-community")]);
    }

    /// <summary>The announced events of the named days, or the next ones; those in the person's region first.</summary>
    private async Task<(string What, IReadOnlyList<string> Cards)> EventsAsync(Person person, PlatformRequest request)
    {
        var now = clock.GetUtcNow();
        var (from, to) = request.When?.For(person, now) ?? (now, now + Ahead);
        var fitting =
            request.Topic.Length > 0
                ? (await SearchAsync(person, request.Topic, MeaningKind.Event, LeastScore)).Select(item => item.Id).ToArray()
                : null;
        var found = await AnnouncedAsync(person, from, to, fitting);
        if (found.Count > 0)
        {
            return ("found event", found);
        }

        var later = request.When is null ? [] : await AnnouncedAsync(person, now, now + Ahead, fitting);
        return later.Count > 0 ? ("later event", later) : ("none event", [CardReference.ToHelp(request.Language, "create-event")]);
    }

    private async Task<IReadOnlyList<string>> AnnouncedAsync(Person person, DateTimeOffset from, DateTimeOffset to, Guid[]? among) =>
        [
            .. (
                await db
                    .Database.SqlQueryRaw<Guid>(
                        Announced,
                        from.ToUniversalTime(),
                        to.ToUniversalTime(),
                        new Npgsql.NpgsqlParameter
                        {
                            Value = (object?)among ?? DBNull.Value,
                            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Uuid,
                        },
                        person.Id,
                        clock.GetUtcNow(),
                        new Npgsql.NpgsqlParameter
                        {
                            Value = (object?)person.Region ?? DBNull.Value,
                            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
                        },
                        new Npgsql.NpgsqlParameter
                        {
                            Value = (object?)person.City ?? DBNull.Value,
                            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
                        },
                        MostCards
                    )
                    .ToListAsync()
            ).Select(id => CardReference.To(MeaningKind.Event, id)),
        ];

    private async Task<List<FoundItem>> SearchAsync(Person person, string topic, string kind, double least) =>
        [
            .. (await search.FindAsync(person.Id, topic, [kind], new PageQuery(1, MostRead), CancellationToken.None)).Items.Where(item =>
                item.Score >= least
            ),
        ];

    /// <summary>A feeling in the request is named first; then the first sentence for this result that was not said lately.</summary>
    private async Task<string> SayAsync(Guid caller, string text, PlatformRequest request, string what)
    {
        var recent = (await db.ContextAsync(caller, ConversationOptions.LongMemory)).RecentAnswers();
        var leads = Leads[$"{request.Language} {what}"];
        var lead =
            Array.Find(leads, lead => !recent.Exists(answer => answer.Contains(lead, StringComparison.Ordinal)))
            ?? leads[recent.Count % leads.Length];
        var feeling = request.Feature is null ? offline.HeavyFeelingIn(text, recent) : null;
        var help = request.Feature is { } feature ? HelpTexts.Find(request.Language, feature)!.Text : null;
        return string.Join(' ', ((string?[])[feeling, lead, help]).OfType<string>());
    }
}
