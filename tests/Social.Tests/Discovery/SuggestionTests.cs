using System.Net;
using System.Text.Json;
using Community.Contracts.Companion;
using Community.Contracts.Identity;
using Community.Social.Connections;
using Community.Social.Discovery;
using Community.Social.Tests.Network;
using Community.Social.Tests.People;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Community.Social.Tests.Discovery;

[Collection(nameof(SocialTests))]
public sealed class SuggestionTests(SocialApplication social)
{
    private readonly string _own = $"{Guid.CreateVersion7():N}";

    [Fact]
    public async Task FriendsOfFriendsComeFirstThenAlikePeopleEachWithTheReason()
    {
        var me = Add("me", _own, $"chess {_own}", $"tea {_own}");
        var (ann, ben, cem, dan) = (Add("ann"), Add("ben"), Add("cem"), Add("dan"));
        var (alike, near) = (Add("alike", null, $"chess {_own}"), Add("near", _own));
        await social.AddAsync(me, ann, ben, cem, dan, alike, near);
        await social.ConnectAsync(
            (me.UserId, ann.UserId),
            (me.UserId, ben.UserId),
            (ann.UserId, cem.UserId),
            (ben.UserId, cem.UserId),
            (ben.UserId, dan.UserId),
            (cem.UserId, dan.UserId)
        );

        // An interest counts more than a region if it is rare among the counted people.
        await social.PeopleAsync(40);
        await social
            .Service<IEnumerable<IHostedService>>()
            .OfType<PeopleCounts>()
            .Single()
            .AddUpAsync(TestContext.Current.CancellationToken);

        var items = await SuggestAsync(me.UserId);

        items.Select(NameOf).ShouldBe(["cem", "dan", "alike", "near"]);
        items
            .Select(item => item.GetProperty("reason").GetProperty("kind").GetString())
            .ShouldBe(["mutual_connections", "mutual_connections", "shared_interests", "same_region"]);
        items[0].GetProperty("reason").GetProperty("detail").GetProperty("mutual_connections").GetInt32().ShouldBe(2);
        items[0]
            .GetProperty("reason")
            .GetProperty("detail")
            .GetProperty("people")
            .EnumerateArray()
            .Select(p => p.GetProperty("username").GetString())
            .Order()
            .ShouldBe(["ann", "ben"]);
        items[2].GetProperty("reason").GetProperty("text").GetString().ShouldBe($"Interested in chess {_own} too");
        items[3].GetProperty("reason").GetProperty("detail").EnumerateObject().Single().ToString().ShouldContain(_own);
        (await SuggestAsync(me.UserId)).Select(NameOf).ShouldBe(items.Select(NameOf));
        (await SuggestAsync(me.UserId, "?limit=1")).Select(NameOf).ShouldBe(["cem"]);
    }

    [Fact]
    public async Task ARelatedOrDismissedUserIsNotSuggested()
    {
        var people = Enumerable.Range(0, 8).Select(number => Add($"p{number}", _own)).ToArray();
        var me = people[0].UserId;
        await social.AddAsync(people);
        await social.ConnectAsync((me, people[1].UserId), (people[1].UserId, people[2].UserId), (people[1].UserId, people[5].UserId));
        await social.AskAsync((me, people[3].UserId), (people[4].UserId, me));
        await social.BlockAsync(people[5].UserId, me);
        (await SuggestAsync(me)).Select(NameOf).Order().ShouldBe(["p2", "p6", "p7"]);

        (await social.HttpAs(me).DeleteAsync($"/api/v1/discover/suggestions/{people[2].UserId}")).StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );
        (await social.HttpAs(me).DeleteAsync($"/api/v1/discover/suggestions/{people[6].UserId}")).StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );
        (await social.HttpAs(me).DeleteAsync($"/api/v1/discover/suggestions/{people[6].UserId}")).StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );
        (await SuggestAsync(me)).Select(NameOf).ShouldBe(["p7"]);

        // After 90 days they may be suggested again.
        await social.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"UPDATE suggestion_dismissals SET dismissed_at = dismissed_at - interval '91 days' WHERE user_id = {me} AND dismissed_id = {people[6].UserId}"
            )
        );
        (await SuggestAsync(me)).Select(NameOf).Order().ShouldBe(["p6", "p7"]);
        // A person who blocks the caller is never suggested.
        (await social.HttpAs(me).DeleteAsync($"/api/v1/discover/suggestions/{people[5].UserId}")).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await social.HttpAs(me).DeleteAsync($"/api/v1/discover/suggestions/{me}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AHiddenMutualConnectionIsNeitherCountedNorNamed()
    {
        var people = Enumerable.Range(0, 4).Select(number => Add($"p{number}")).ToArray();
        var (me, shown, gone, other) = (people[0].UserId, people[1].UserId, people[2].UserId, people[3].UserId);
        await social.AddAsync(people);
        await social.ConnectAsync((me, shown), (me, gone), (shown, other), (gone, other));
        await social.PublishAsync(Users.Suspended(gone, 2));
        await Poll.UntilAsync(async () =>
            (await SuggestAsync(me)).Single().GetProperty("reason").GetProperty("detail") is var detail
            && detail.GetProperty("mutual_connections").GetInt32() == 1
            && detail.GetProperty("people").EnumerateArray().Single().GetProperty("username").GetString() == "p1"
        );
        (await CompareAsync(me, other)).GetProperty("mutual_connections").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task CompatibilityIsTheSameFromEitherSideAndWithoutPeopleUnseen()
    {
        var (one, other, stranger) = (Add("one", _own, $"chess {_own}"), Add("other", _own, $"chess {_own}"), Add("stranger"));
        await social.AddAsync(one, other, stranger);
        var score = await CompareAsync(one.UserId, other.UserId);
        score
            .GetProperty("compatibility_score")
            .GetInt32()
            .ShouldBe(score.GetProperty("factors").EnumerateArray().Sum(factor => factor.GetProperty("points").GetInt32()));
        score.GetProperty("common_interests")[0].GetString().ShouldBe($"chess {_own}");
        (await CompareAsync(other.UserId, one.UserId))
            .GetProperty("compatibility_score")
            .GetInt32()
            .ShouldBe(score.GetProperty("compatibility_score").GetInt32());
        (await ScoreAsync(other.UserId, one.UserId)).ShouldBe(score.GetProperty("compatibility_score").GetInt32());
        (await ScoreAsync(one.UserId, Guid.CreateVersion7())).ShouldBeNull();

        await social.BlockAsync(other.UserId, one.UserId);
        (await social.HttpAs(one.UserId).GetAsync($"/api/v1/users/{other.UserId}/compatibility")).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await social.HttpAs(other.UserId).GetAsync($"/api/v1/users/{one.UserId}/compatibility")).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await social.HttpAs(one.UserId).GetAsync($"/api/v1/users/{one.UserId}/compatibility")).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await social.Http().GetAsync($"/api/v1/users/{stranger.UserId}/compatibility")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AnalysedProfilesCountOnceBothAreAndTheNewestCounts()
    {
        var (one, other) = (Add("one"), Add("other"));
        await social.AddAsync(one, other);
        await social.PublishAsync(
            Analysed(one.UserId, 2, ["Baking", "Go"]),
            Analysed(one.UserId, 1, ["Nothing"]),
            Analysed(other.UserId, 1, ["baking", "sailing"]),
            Analysed(other.UserId, 1, ["baking", "sailing"])
        );
        await Poll.UntilAsync(async () =>
            (await CompareAsync(one.UserId, other.UserId))
                .GetProperty("factors")
                .EnumerateArray()
                .Any(factor =>
                    factor.GetProperty("name").GetString() == "analyses"
                    && factor.GetProperty("weight").GetInt32() == 10
                    && factor.GetProperty("points").GetInt32() == 3
                )
        );

        static ProfileAnalysed Analysed(Guid user, long version, string[] skills) =>
            new(Guid.CreateVersion7(), Users.Start, user, version, skills, []);
    }

    private async Task<int?> ScoreAsync(Guid one, Guid other)
    {
        await using var scope = social.Service<IServiceScopeFactory>().CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ICompatibilityScores>().ScoreAsync(one, other);
    }

    private async Task<JsonElement> CompareAsync(Guid caller, Guid other) =>
        JsonDocument.Parse(await social.HttpAs(caller).GetStringAsync($"/api/v1/users/{other}/compatibility")).RootElement;

    private async Task<JsonElement[]> SuggestAsync(Guid caller, string query = "") =>
        [
            .. JsonDocument
                .Parse(await social.HttpAs(caller).GetStringAsync($"/api/v1/discover/suggestions{query}"))
                .RootElement.GetProperty("items")
                .EnumerateArray(),
        ];

    private static string NameOf(JsonElement item) => item.GetProperty("person").GetProperty("username").GetString()!;

    private static UserRegistered Add(string username, string? region = null, params string[] interests) =>
        Users.Registered(Users.Profile(username, region, interests));
}
