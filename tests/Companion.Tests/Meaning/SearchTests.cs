using System.Net;
using Community.Companion.Meaning;
using Community.Companion.Sentences;
using Community.Companion.Tests.People;
using Community.Contracts.Social;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Community.Companion.Tests.Meaning.Found;

namespace Community.Companion.Tests.Meaning;

[Collection(nameof(CompanionTests))]
public sealed class SearchTests(CompanionApplication companion)
{
    [Fact]
    public async Task WhatIsMeantIsFoundWithoutAWordInCommon()
    {
        var caller = await companion.PersonAsync();
        var walks = Group("Grief Walks", "A slow stroll for those who have lost somebody.");
        await companion.PublishAsync(walks);

        // Rows that other tests write at the same time can precede it for a moment.
        var answer = await Poll.ForAsync(async () =>
            await companion.SearchAsync(caller, "mourning a dead husband") is var found
            && found.Items.Any(item => item.Id == walks.CommunityId)
                ? found
                : null
        );
        answer.FoundBy.ShouldBe("meaning_and_words");
        var item = answer.Items.Single(found => found.Id == walks.CommunityId);
        (item.Kind, item.Title, item.Summary).ShouldBe(("community", "Grief Walks", "A slow stroll for those who have lost somebody."));
        item.ActionLink.ShouldBe($"/communities/{walks.CommunityId}");
        item.Score.ShouldBeInRange(0.04, 1);
        answer.Items.Select(found => found.Score).ShouldBe(answer.Items.Select(found => found.Score).OrderDescending());
    }

    [Fact]
    public async Task ANewInstanceHasItsIndexBeforeItListens()
    {
        await companion.PublishAsync(Group("Choir", "We sing on Mondays."));
        var known = companion.Service<MeaningIndexes>();
        await Poll.UntilAsync(() => Task.FromResult(MeaningKind.All.Any(kind => known[kind].Count > 0)));

        var indexes = new MeaningIndexes();
        using var updater = ActivatorUtilities.CreateInstance<IndexUpdater>(companion.Service<IServiceProvider>(), indexes);
        await updater.StartAsync(TestContext.Current.CancellationToken);

        MeaningKind.All.Sum(kind => indexes[kind].Count).ShouldBeGreaterThan(0);
        await updater.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ANameIsFoundThoughNoVectorKnowsIt()
    {
        var caller = await companion.PersonAsync();
        var person = Person("bio", fullName: "Xanthippe Vrzzlkov");
        await companion.PublishAsync(person);

        await companion.UntilFoundAsync(caller, "Vrzzlkov", person.UserId);

        (await companion.SearchAsync(caller, "Xanthippe Vrzzlkov")).Items[0].Id.ShouldBe(person.UserId);
    }

    [Fact]
    public async Task AnotherLanguageIsFoundByItsWordsAndTheAnswerSaysSo()
    {
        var caller = await companion.PersonAsync();
        var readers = Group("Клуб чтения", "Читаем роман каждый месяц");
        await companion.PublishAsync(readers);

        await companion.UntilFoundAsync(caller, "роман", readers.CommunityId);

        (await companion.SearchAsync(caller, "чтения")).ShouldSatisfyAllConditions(
            answer => answer.FoundBy.ShouldBe("words"),
            answer => answer.Items.ShouldContain(item => item.Id == readers.CommunityId)
        );
    }

    [Theory]
    [InlineData("رواية")]
    [InlineData("قراءة الكتب")]
    [InlineData("book club")]
    public async Task ArabicIsFoundByItsMeaningToo(string query)
    {
        var caller = await companion.PersonAsync();
        var readers = Group("محبو الروايات", "نلتقي كل شهر حول رواية ونتحدث عنها");
        var players = Group("هواة كرة القدم", "نلعب مباراة كل أسبوع في الملعب");
        await companion.PublishAsync(readers, players);
        // In a language that they have no word of: so they have vectors.
        await companion.UntilFoundAsync(caller, "football match", players.CommunityId);
        await companion.UntilFoundAsync(caller, "a book club", readers.CommunityId);

        await Poll.UntilAsync(async () =>
            await companion.SearchAsync(caller, query, "&limit=100") is { FoundBy: "meaning_and_words" } answer
            && ScoreIn(answer, readers) > Math.Max(0.1, 2 * ScoreIn(answer, players))
        );

        static double ScoreIn(SearchAnswer answer, CommunityCreated group) =>
            answer.Items.SingleOrDefault(item => item.Id == group.CommunityId)?.Score ?? 0;
    }

    [Fact]
    public async Task ABlockHidesEachUserFromTheOther()
    {
        var (caller, block) = (await companion.PersonAsync(), Guid.CreateVersion7());
        var other = Person("Taxidermy and medieval falconry.", fullName: "Quentin Zwolle");
        var mine = Person("Heraldry and jousting tournaments.", fullName: "Ulrika Bvork");
        await companion.PublishAsync(other, mine);
        await companion.UntilFoundAsync(caller, "falconry", other.UserId);
        await companion.UntilFoundAsync(other.UserId, "Ulrika Bvork", mine.UserId);

        await companion.PublishAsync(Blocked(mine.UserId, other.UserId, block));

        await companion.UntilNotFoundAsync(mine.UserId, "falconry", other.UserId);
        await companion.UntilNotFoundAsync(other.UserId, "Ulrika Bvork", mine.UserId);
        (await companion.FindsAsync(caller, "Ulrika Bvork", mine.UserId)).ShouldBeTrue();
        await companion.PublishAsync(Unblocked(mine.UserId, other.UserId, block));
        await companion.UntilFoundAsync(mine.UserId, "falconry", other.UserId);
    }

    [Fact]
    public async Task AnEventOfABlockingOrganizerIsNotFoundEither()
    {
        var (caller, organizer) = (await companion.PersonAsync(), await companion.PersonAsync());
        var e = Event("Basket weaving with willow branches", organizer: organizer);
        await companion.PublishAsync(e);
        await companion.UntilFoundAsync(caller, "willow baskets", e.CommunityEventId);

        await companion.PublishAsync(Blocked(organizer, caller, Guid.CreateVersion7()));

        await companion.UntilNotFoundAsync(caller, "willow baskets", e.CommunityEventId);
    }

    [Fact]
    public async Task GuestsAndSuspendedAndErasedUsersAreNotFound()
    {
        var caller = await companion.PersonAsync();
        var guest = Person("Submarine archaeology of sunken galleons.", isGuest: true);
        var suspended = Person("Submarine archaeology of sunken galleons.");
        var erased = Person("Submarine archaeology of sunken galleons.");
        await companion.PublishAsync(guest, suspended, erased);
        await companion.UntilFoundAsync(caller, "sunken galleons", suspended.UserId);
        await companion.UntilFoundAsync(caller, "sunken galleons", erased.UserId);
        var vector = SentenceEmbedder.Embed("Submarine archaeology of sunken galleons.");
        await Poll.UntilAsync(() => Task.FromResult(LikenessOfErased() > 0));

        await companion.PublishAsync(Users.Suspended(suspended.UserId, 2));
        await companion.EraseAsync(erased.UserId);

        await companion.UntilNotFoundAsync(caller, "sunken galleons", suspended.UserId);
        await companion.UntilNotFoundAsync(caller, "sunken galleons", erased.UserId);
        (await companion.FindsAsync(caller, "sunken galleons", guest.UserId)).ShouldBeFalse();
        await companion.PublishAsync(Users.Suspended(suspended.UserId, 3, isSuspended: false));
        await companion.UntilFoundAsync(caller, "sunken galleons", suspended.UserId);
        await Poll.UntilAsync(() => Task.FromResult(LikenessOfErased() == 0));

        float LikenessOfErased() => companion.Service<MeaningIndexes>()[MeaningKind.Person].LikenessOf(erased.UserId, vector);
    }

    [Fact]
    public async Task APrivateCommunityIsFoundByItsMembersAlone()
    {
        var (caller, member, membership) = (await companion.PersonAsync(), await companion.PersonAsync(), Guid.CreateVersion7());
        var secret = Group("Lockpickers", "Padlocks, tumblers and tension wrenches.", "private");
        await companion.PublishAsync(secret, Joined(secret.CommunityId, member, membership));
        await companion.UntilFoundAsync(member, "opening padlocks", secret.CommunityId);

        (await companion.FindsAsync(caller, "opening padlocks", secret.CommunityId)).ShouldBeFalse();
        (await companion.FindsAsync(caller, "Lockpickers", secret.CommunityId)).ShouldBeFalse();
        await companion.PublishAsync(Left(secret.CommunityId, member, membership));

        await companion.UntilNotFoundAsync(member, "opening padlocks", secret.CommunityId);
    }

    [Fact]
    public async Task AHiddenOrDeletedCommunityIsNotFound()
    {
        var caller = await companion.PersonAsync();
        var hidden = Group("Juggling torches", "Fire juggling in the dark.");
        var deleted = Group("Juggling knives", "Knife juggling by daylight.");
        await companion.PublishAsync(hidden, deleted, Joined(hidden.CommunityId, caller, Guid.CreateVersion7()));
        await companion.UntilFoundAsync(caller, "juggling", hidden.CommunityId);
        await companion.UntilFoundAsync(caller, "juggling", deleted.CommunityId);

        await companion.PublishAsync(Updated(hidden, 2, isHidden: true));
        await companion.PublishAsync(Deleted(deleted, 2));

        await companion.UntilNotFoundAsync(caller, "juggling", hidden.CommunityId);
        await companion.UntilNotFoundAsync(caller, "juggling", deleted.CommunityId);
        // Late events bring nothing back.
        await companion.PublishAsync(Updated(deleted, 3), Updated(hidden, 1), Updated(hidden, 3));
        await companion.UntilFoundAsync(caller, "juggling", hidden.CommunityId);
        (await companion.FindsAsync(caller, "juggling", deleted.CommunityId)).ShouldBeFalse();
    }

    [Fact]
    public async Task EventsThatAreCancelledOverOrTakenDownAreNotFound()
    {
        var caller = await companion.PersonAsync();
        var cancelled = Event("Accordion orchestra rehearsal");
        var over = Event("Accordion orchestra concert", endsAt: new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var removed = Event("Accordion orchestra picnic");
        await companion.PublishAsync(over, cancelled, removed);
        await companion.UntilFoundAsync(caller, "accordion players", cancelled.CommunityEventId);
        await companion.UntilFoundAsync(caller, "accordion players", removed.CommunityEventId);

        await companion.PublishAsync(Cancelled(cancelled));
        await companion.PublishAsync(
            new ContentRemoved(
                Guid.CreateVersion7(),
                Users.Start,
                Guid.CreateVersion7(),
                1,
                "event",
                removed.CommunityEventId,
                Guid.CreateVersion7(),
                "spam"
            )
        );

        await companion.UntilNotFoundAsync(caller, "accordion players", cancelled.CommunityEventId);
        await companion.UntilNotFoundAsync(caller, "accordion players", removed.CommunityEventId);
        (await companion.FindsAsync(caller, "accordion players", over.CommunityEventId)).ShouldBeFalse();
        await companion.PublishAsync(
            new ContentRestored(
                Guid.CreateVersion7(),
                Users.Start,
                Guid.CreateVersion7(),
                2,
                "event",
                removed.CommunityEventId,
                Guid.CreateVersion7()
            )
        );
        await companion.UntilFoundAsync(caller, "accordion players", removed.CommunityEventId);
    }

    [Fact]
    public async Task APrivateEventIsFoundByItsOrganizerAlone()
    {
        var (caller, organizer) = (await companion.PersonAsync(), await companion.PersonAsync());
        var e = Event("Surprise birthday banquet", organizer: organizer, visibility: "private");
        await companion.PublishAsync(e);

        await companion.UntilFoundAsync(organizer, "birthday feast", e.CommunityEventId);

        (await companion.FindsAsync(caller, "birthday feast", e.CommunityEventId)).ShouldBeFalse();
    }

    [Fact]
    public async Task ACourseIsFoundWhileItIsListedAndKindsNarrow()
    {
        var (caller, course) = (await companion.PersonAsync(), Guid.CreateVersion7());
        var item = new MeaningItem(
            MeaningKind.Course,
            course,
            "Origami Without Tears",
            "Paper cranes for beginners.",
            "Folding paper, patience, geometry."
        );
        await companion.WithDbAsync(db => db.SetMeaningAsync(item));
        await companion.UntilFoundAsync(caller, "fold paper", course);

        (await companion.SearchAsync(caller, "fold paper", "&kinds=course")).Items.ShouldAllBe(found => found.Kind == "course");
        (await companion.SearchAsync(caller, "fold paper", "&kinds=person&kinds=event")).Items.ShouldAllBe(found =>
            found.Kind == "person" || found.Kind == "event"
        );
        await companion.WithDbAsync(db => db.SetMeaningAsync(item with { IsListed = false }));

        await companion.UntilNotFoundAsync(caller, "fold paper", course);
    }

    [Fact]
    public async Task PagesFollowOneAnother()
    {
        var caller = await companion.PersonAsync();
        var communities = Enumerable.Range(1, 7).Select(i => Group($"Hovercraft pilots {i}", "Hovercraft racing on mud flats.")).ToArray();
        await companion.PublishAsync(communities);
        foreach (var community in communities)
        {
            await companion.UntilFoundAsync(caller, "hovercraft", community.CommunityId);
        }

        var first = await companion.SearchAsync(caller, "hovercraft racing", "&limit=4");
        var second = await companion.SearchAsync(caller, "hovercraft racing", "&limit=4&page=2");

        first.Items.Count.ShouldBe(4);
        first
            .Items.Concat(second.Items)
            .Take(7)
            .Select(item => item.Id)
            .ShouldBe(communities.Select(community => community.CommunityId), ignoreOrder: true);
        (await companion.SearchAsync(caller, "hovercraft racing", "&limit=100&page=2147483647")).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("?q=")]
    [InlineData("?q=%20%20")]
    [InlineData("?q=a%0Ab")]
    [InlineData("?q=chess&kinds=planet")]
    [InlineData("?q=chess&page=0")]
    [InlineData("?q=chess&limit=101")]
    public async Task WhatCannotBeLookedForIs400(string query)
    {
        using var http = companion.HttpAs(await companion.PersonAsync());

        (await http.GetAsync($"/api/v1/search/semantic{query}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AQueryThatIsTooLongIs400AndAnAnonymousCallIs401()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        (await http.GetAsync($"/api/v1/search/semantic?q={new string('a', 201)}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await companion.Http().GetAsync("/api/v1/search/semantic?q=chess")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("'; DROP TABLE people; --")]
    [InlineData("the of and")]
    [InlineData("%_\\")]
    [InlineData("🦔🦔🦔")]
    public async Task AnyWordsMayBeLookedFor(string query) =>
        (await companion.SearchAsync(await companion.PersonAsync(), query)).Page.ShouldBe(1);
}
