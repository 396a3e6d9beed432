using System.Collections.Frozen;
using System.Globalization;
using Community.Companion.Conversation.Model;
using Community.Companion.Data;
using Community.Companion.Meaning;
using Community.Companion.Offline;
using Community.Companion.Offline.Practical;
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
    CompanionModel model,
    TimeProvider clock
)
{
    private const int MostCards = 3;

    /// <summary>A longer message is more than the choice of a card.</summary>
    private const int MostOfAChoice = 7;

    private const int MostRead = 50;

    /// <summary>Things with a lower relevance are no answer to a request, though a search would list them.</summary>
    private const double LeastScore = 0.15;

    /// <summary>The same for a question that does not ask for a thing of the platform.</summary>
    private const double LeastGuess = 0.25;

    /// <summary>Events with this part of the best relevance fit as well as it.</summary>
    private const double AboutAsGood = 0.8;

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(60);

    private static readonly FrozenDictionary<string, string[]> Leads = Sections
        .Read("Conversation.Guide.leads.txt")
        .ToFrozenDictionary(section => section.Key, section => section.Value.Split('\n'), StringComparer.Ordinal);

    private static readonly string Announced = $$"""
        SELECT e.id AS "Value" FROM events e JOIN meaning_items m ON m.kind = 'event' AND m.id = e.id
        WHERE m.is_listed AND e.starts_at >= {0} AND e.starts_at < {1} AND ({2}::uuid[] IS NULL OR e.id = ANY ({2}::uuid[]))
            AND {{SeenItems.Condition("m", "{3}", "{4}")}}
        ORDER BY coalesce(lower(e.region) = lower({5}::text) OR lower(e.city) = lower({6}::text), false) DESC, e.starts_at, e.id
        LIMIT {7}
        """;

    /// <summary>The answer to a message, or null: it is no request.</summary>
    /// <param name="caller">The author: cards are things that they may see.</param>
    /// <param name="text">The message.</param>
    public async Task<Guidance?> FindAsync(Guid caller, string text)
    {
        text = OfflineCompanion.Beginning(text);
        if (
            Arithmetic.IsAsked(text) || await db.People.AsNoTracking().SingleOrDefaultAsync(person => person.Id == caller) is not { } person
        )
        {
            return null;
        }

        var context = await db.ContextAsync(caller, ConversationOptions.LongMemory);
        List<string> said = [.. context.UserTexts().Select(OfflineCompanion.Beginning)];
        if (offline.IsPractical(text, context.RecentAnswers(), said, context.IsAfterGuidance()))
        {
            return null;
        }

        var language = OfflineCompanion.LanguageIn(text, said);
        var asked = new Asked(person, text, language, said, context.RecentAnswers(), LastCards.In(context));
        var before = LastCards.FeatureIn(context);
        if (before is not null && HelpFollowUps.Find(before, text, language) is { } further)
        {
            return new(further, [CardReference.ToHelp(language, before)]);
        }

        var plain = Plain.WithoutOpener(Plain.Of(text, language));
        if (EarlierAnswers.Chosen(plain) is { } place && Plain.Words(plain) <= MostOfAChoice && LastCards.At(context, place) is { } chosen)
        {
            asked = asked with { Last = chosen };
            if (requests.ReadAbout(text, language) is null && FollowUp.Of(plain) is FollowUpKind.Chosen)
            {
                return await AboutAsync(asked, chosen.Kind == MeaningKind.Event ? "start" : "join", chosen);
            }
        }

        var request =
            requests.Read(text, language, before is not null || offline.IsInTalk(said))
            ?? RequestReader.ReadAfter(text, language, before, said);
        if (request is not { Feature: not null and not "plans" } && await AboutAsync(asked, request) is { } about)
        {
            return about;
        }

        if (request?.Kind is null && asked.Last is not null && RequestReader.CorrectedTopic(text, language) is { Length: > 0 } meant)
        {
            return await AgainAsync(asked, meant);
        }

        if (request is not null)
        {
            var (what, cards) = await AnswerAsync(asked, WithDays(WithTopic(request, text, said), said));
            return Say(asked, request.Feature, what, cards);
        }

        return model.IsOn || !offline.IsOpenQuestion(text, said) ? null : await GuessAsync(asked);
    }

    private Task<(string What, IReadOnlyList<string> Cards)> AnswerAsync(Asked asked, PlatformRequest request) =>
        request switch
        {
            { Feature: { } feature } => Task.FromResult(("help", (IReadOnlyList<string>)[CardReference.ToHelp(asked.Language, feature)])),
            { Kind: MeaningKind.Event } => EventsAsync(asked.Person, request),
            { Kind: MeaningKind.Person } => PeopleAsync(asked.Person, request),
            _ => ThingsAsync(asked.Person, request),
        };

    /// <summary>"Something with music" after "find me something this weekend": the days are in the message before.</summary>
    private PlatformRequest WithDays(PlatformRequest request, List<string> said) =>
        request is { Kind: MeaningKind.Event, When: null, Topic.Length: > 0 }
        && said.Count > 0
        && requests.Read(said[^1]) is { Kind: MeaningKind.Event, When: { } days }
            ? request with
            {
                When = days,
            }
            : request;

    /// <summary>"People like that": the topic is in the message before.</summary>
    private static PlatformRequest WithTopic(PlatformRequest request, string text, List<string> said) =>
        request is { Feature: null, Topic: "" } && said.Count > 0 && RequestReader.PointsBack(text)
            ? request with
            {
                Topic = RequestReader.TopicOf(said[^1]),
            }
            : request;

    /// <summary>
    /// A question about the thing of the last card, or about one that it names ("how much is the calligraphy workshop?"), or the last
    /// search once more for something else ("and one for chess").
    /// </summary>
    private async Task<Guidance?> AboutAsync(Asked asked, PlatformRequest? request)
    {
        if (
            requests.ReadAbout(asked.Text, asked.Language) is not { } about
            || (about.Topic.Length > 0 && offline.FromMemory(asked.Text, asked.Said) is not null)
        )
        {
            return null;
        }

        if (about.What == RequestReader.Again)
        {
            return request is null && about.Topic.Length > 0 ? await AgainAsync(asked, about.Topic) : null;
        }

        var thing = about.Topic.Length > 0 ? await BestAsync(asked, about.Topic) ?? asked.Last : asked.Last;
        return thing is null ? null : await AboutAsync(asked, about.What, thing);
    }

    private async Task<LastCards?> BestAsync(Asked asked, string topic) =>
        (await SearchAsync(asked.Person, topic, [MeaningKind.Event, MeaningKind.Course, MeaningKind.Community], LeastGuess))
            is [var best, ..]
            ? new(best.Kind, best.Id)
            : null;

    private async Task<Guidance> AboutAsync(Asked asked, string what, LastCards thing)
    {
        var card = CardReference.To(thing.Kind, thing.Id);
        var key = $"{asked.Language} {what} {thing.Kind}";
        var facts = thing.Kind == MeaningKind.Course && what == "price" ? await PriceAsync(asked, thing.Id) : null;
        var start = thing.Kind == MeaningKind.Event && what is "start" or "place" ? await StartAsync(asked, thing.Id, what) : null;
        return new((facts ?? start ?? Fresh(asked, Leads[key]))!, [card]);
    }

    private async Task<string?> PriceAsync(Asked asked, Guid course) =>
        await db.Courses.AsNoTracking().SingleOrDefaultAsync(one => one.Id == course) is not { } found ? null
        : found.PriceCents == 0 ? Leads[$"{asked.Language} price free"][0]
        : Leads[$"{asked.Language} price is"]
            [0]
            .Replace(
                "{price}",
                $"{(found.PriceCents / 100m).ToString("0.00", CultureInfo.InvariantCulture)} {found.Currency}",
                StringComparison.Ordinal
            );

    /// <summary>When, or where an event is: the person's own time, and its town.</summary>
    private async Task<string?> StartAsync(Asked asked, Guid id, string what)
    {
        var found = await db
            .Database.SqlQuery<Start>($"SELECT starts_at, coalesce(city, region) AS place FROM events WHERE id = {id}")
            .SingleOrDefaultAsync();
        if (what == "place")
        {
            return found?.Place is { } place
                ? Leads[$"{asked.Language} place is"][0].Replace("{place}", place, StringComparison.Ordinal)
                : null;
        }

        var culture = asked.Language == Languages.Arabic ? CultureInfo.GetCultureInfo("ar-AE") : CultureInfo.InvariantCulture;
        return found?.StartsAt is { } at
            ? Leads[$"{asked.Language} start is"]
                [0]
                .Replace("{time}", LocalDay.TimeOf(asked.Person, at).ToString("dddd d MMMM, HH:mm", culture), StringComparison.Ordinal)
            : null;
    }

    /// <summary>The last kind of thing for another topic; all kinds, if none was shown.</summary>
    private async Task<Guidance?> AgainAsync(Asked asked, string topic)
    {
        if (asked.Last is not { } last)
        {
            return await GuessAsync(asked);
        }

        var again = WithDays(new(last.Kind, null, topic, NamedDays.In(asked.Text), asked.Language), asked.Said);
        var (what, cards) = await AnswerAsync(asked, again);
        return Say(asked, null, what, cards);
    }

    /// <summary>A question that names something which the platform has; null: it has nothing that comes close.</summary>
    private async Task<Guidance?> GuessAsync(Asked asked)
    {
        var topic = RequestReader.TopicOf(asked.Text);
        if (topic.Length == 0)
        {
            return null;
        }

        var found = await SearchAsync(asked.Person, topic, MeaningKind.All, LeastGuess);
        List<string> cards =
        [
            .. found.Where(item => item.Id != asked.Person.Id).Take(MostCards).Select(item => CardReference.To(item.Kind, item.Id)),
        ];
        return cards.Count > 0 ? Say(asked, null, "found any", cards) : null;
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
        if (request is { Kind: MeaningKind.Course, Tongue: { } tongue })
        {
            found = InTongue(found, tongue) is { Count: > 0 } fitting
                ? fitting
                : InTongue(await SearchAsync(person, tongue == Languages.Arabic ? "دورة" : "course", request.Kind, 0), tongue);
        }

        return found.Count > 0
            ? ($"found {request.Kind}", [.. found.Take(MostCards).Select(item => CardReference.To(item.Kind, item.Id))])
            : (
                $"none {request.Kind}",
                [CardReference.ToHelp(request.Language, request.Kind == MeaningKind.Community ? "create-community" : "buy-course")]
            );
    }

    private static List<FoundItem> InTongue(List<FoundItem> found, string tongue) =>
        [.. found.Where(item => OfflineCompanion.LanguageOf(item.Title) == tongue)];

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
        var fitting = request.Topic.Length > 0 ? Nearest(await SearchAsync(person, request.Topic, MeaningKind.Event, LeastScore)) : null;
        var found = await AnnouncedAsync(person, from, to, fitting);
        if (found.Count > 0)
        {
            return ("found event", found);
        }

        var later = request.When is null ? [] : await AnnouncedAsync(person, now, now + Ahead, fitting);
        if (later.Count > 0)
        {
            return ("later event", later);
        }

        // Nothing is like the topic; other things on these days are better than a no.
        var others = fitting is null || request.When is null ? [] : await AnnouncedAsync(person, from, to, null);
        return others.Count > 0 ? ("other event", others) : ("none event", [CardReference.ToHelp(request.Language, "create-event")]);
    }

    /// <summary>The events that fit a topic about as well as the best one: among these the next date comes first.</summary>
    private static Guid[] Nearest(List<FoundItem> found) =>
        [.. found.Where(item => item.Score >= found[0].Score * AboutAsGood).Select(item => item.Id)];

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

    private Task<List<FoundItem>> SearchAsync(Person person, string topic, string kind, double least) =>
        SearchAsync(person, topic, [kind], least);

    private async Task<List<FoundItem>> SearchAsync(Person person, string topic, IReadOnlyList<string> kinds, double least) =>
        [
            .. (await search.FindAsync(person.Id, topic, kinds, new PageQuery(1, MostRead), CancellationToken.None)).Items.Where(item =>
                item.Score >= least
            ),
        ];

    /// <summary>A feeling in the request is named first; then the first sentence for this result that was not said lately.</summary>
    private Guidance Say(Asked asked, string? feature, string what, IReadOnlyList<string> cards)
    {
        var lead = Fresh(asked, Leads[$"{asked.Language} {what}"]);
        var feeling = feature is null ? offline.HeavyFeelingIn(asked.Text, asked.Answers) : null;
        var help = feature is null ? null : HelpTexts.Find(asked.Language, feature)!.Text;
        return new(string.Join(' ', ((string?[])[feeling, lead, help]).OfType<string>()), cards);
    }

    private static string Fresh(Asked asked, string[] leads) =>
        Array.Find(leads, lead => !asked.Answers.Exists(answer => answer.Contains(lead, StringComparison.Ordinal)))
        ?? leads[asked.Answers.Count % leads.Length];

    /// <summary>A message with the known facts of its author and of the conversation.</summary>
    private sealed record Asked(Person Person, string Text, string Language, List<string> Said, List<string> Answers, LastCards? Last);

    private sealed record Start(DateTimeOffset? StartsAt, string? Place);
}
