using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Companion.Tests.People;
using Community.Contracts;
using Community.Contracts.Events;
using Community.Contracts.Social;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.CheckIns;

[Collection(nameof(CompanionTests))]
public sealed class CheckInTests(CompanionApplication companion)
{
    private const string Path = "/api/v1/companion/check-ins";

    [Fact]
    public async Task ACheckInIsKeptCountedAndLookedBackAt()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        var first = await CheckInAsync(
            http,
            new
            {
                mood = 4,
                words = new[] { "rested" },
                note = "A long walk.",
            }
        );
        (first.GetProperty("streak").GetInt32(), first.GetProperty("care").ValueKind).ShouldBe((1, JsonValueKind.Null));
        await CheckInAsync(http, new { mood = 2 });

        var items = (await http.GetFromJsonAsync<JsonElement>(Path))
            .GetProperty("items")
            .EnumerateArray()
            .Select(item => item.GetProperty("mood").GetInt32());
        items.ShouldBe([2, 4]);
        var day = (await http.GetFromJsonAsync<JsonElement>($"{Path}/moods?days=7")).GetProperty("items").EnumerateArray().Single();
        (day.GetProperty("mood").GetDouble(), day.GetProperty("check_ins").GetInt32()).ShouldBe((3, 2));

        var board = await http.GetFromJsonAsync<JsonElement>("/api/v1/companion/dashboard");
        (board.GetProperty("streak").GetInt32(), board.GetProperty("has_checked_in_today").GetBoolean()).ShouldBe((1, true));
        board
            .GetProperty("emotional_path_progress")
            .GetInt32()
            .ShouldBe(6, "a twentieth of 60 and a twelfth of 40, rounded, whatever the mood");
        board.GetProperty("daily_message").GetString().ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task WordsThatSoundAsIfHelpWasNeededAreAnsweredWithIt()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        (await CheckInAsync(http, new { mood = 1, note = "I want to kill myself" }))
            .GetProperty("care")
            .GetString()
            .ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [InlineData("""{"mood":0}""")]
    [InlineData("""{"mood":6}""")]
    [InlineData("""{}""")]
    [InlineData("""{"mood":3,"words":["a","b","c","d","e","f"]}""")]
    [InlineData("""{"mood":3,"words":[""]}""")]
    [InlineData("""{"mood":3,"words":["two\nlines"]}""")]
    public async Task WhatCannotBeIsRefusedAndNotKept(string body)
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(Path, UriKind.Relative), content);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await http.GetFromJsonAsync<JsonElement>(Path)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task AnotherUserNeitherSeesNorDeletesIt()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        var id = (await CheckInAsync(http, new { mood = 3 })).GetProperty("check_in").GetProperty("id").GetGuid();
        using var stranger = companion.HttpAs(await companion.PersonAsync());
        (await stranger.GetFromJsonAsync<JsonElement>(Path)).GetProperty("items").GetArrayLength().ShouldBe(0);
        using (var refused = await stranger.DeleteAsync(new Uri($"{Path}/{id}", UriKind.Relative)))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        using (var deleted = await http.DeleteAsync(new Uri($"{Path}/{id}", UriKind.Relative)))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        (await http.GetFromJsonAsync<JsonElement>(Path)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task ManyAtOnceMakeOneDayAndNoMoreThanTheLimit()
    {
        var person = await companion.PersonAsync();
        using var http = companion.HttpAs(person);
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => http.PostAsJsonAsync(Path, new { mood = 3 })));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(20);
        answers
            .Where(answer => answer.StatusCode != HttpStatusCode.Created)
            .ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Conflict);
        (await companion.WithDbAsync(db => db.Streaks.SingleAsync(streak => streak.UserId == person))).Days.ShouldBe(1);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task ConnectionsAndCommunitiesAreCountedAndGiveBadgesOnceWhateverIsRepeated()
    {
        var person = await companion.PersonAsync();
        var others = await companion.PeopleAsync(5);
        var accepted = others
            .Select(other => new ConnectionAccepted(Guid.CreateVersion7(), Users.Start, Guid.CreateVersion7(), 2, person, other))
            .ToArray();
        await companion.PublishAsync(accepted);
        await companion.PublishAsync(accepted.Select(again => again with { EventId = Guid.CreateVersion7() }));
        var circle = Guid.CreateVersion7();
        // The membership event arrives before the community.
        await companion.PublishAsync(
            new CommunityMemberJoined(Guid.CreateVersion7(), Users.Start, Guid.CreateVersion7(), 1, circle, person, "owner")
        );
        await companion.PublishAsync(
            new CommunityCreated(Guid.CreateVersion7(), Users.Start, circle, 1, person, "Bakers", "circle", "public", null, null, null, [])
        );
        using var http = companion.HttpAs(person);
        await Poll.UntilAsync(async () =>
        {
            var board = await http.GetFromJsonAsync<JsonElement>("/api/v1/companion/dashboard");
            return board.GetProperty("connections").GetInt32() == 5
                && board.GetProperty("circles_joined").GetInt32() == 1
                && board
                    .GetProperty("badges")
                    .EnumerateArray()
                    .Select(badge => badge.GetString())
                    .Order(StringComparer.Ordinal)
                    .SequenceEqual(["Connected", "Founder"]);
        });
        // An older version than the known one changes nothing.
        await companion.PublishAsync(
            new ConnectionRemoved(Guid.CreateVersion7(), Users.Start, accepted[0].ConnectionId, 1, person, others[0], person, "withdrawn")
        );
        await companion.PublishAsync(
            new ConnectionRemoved(Guid.CreateVersion7(), Users.Start, accepted[1].ConnectionId, 3, person, others[1], person, "removed")
        );
        await Poll.UntilAsync(async () =>
            (await http.GetFromJsonAsync<JsonElement>("/api/v1/companion/dashboard")).GetProperty("connections").GetInt32() == 4
        );
        var badges = (await http.GetFromJsonAsync<JsonElement>("/api/v1/companion/badges")).GetProperty("items").EnumerateArray();
        var connected = badges.Single(badge => badge.GetProperty("name").GetString() == "Connected");
        (connected.GetProperty("have").GetInt32(), connected.GetProperty("earned_at").ValueKind).ShouldBe(
            (4, JsonValueKind.String),
            "it is never taken away"
        );
        (await ShownToAsync(others[0], person, "ar")).ShouldBe(["Connected: على تواصل", "Founder: مؤسس"], ignoreOrder: true);
        await companion.PublishAsync(new UserBlocked(Guid.CreateVersion7(), Users.Start, Guid.CreateVersion7(), 1, person, others[1]));
        using var blocked = companion.HttpAs(others[1]);
        await Poll.UntilAsync(async () =>
        {
            using var answer = await blocked.GetAsync(new Uri($"/api/v1/profiles/{person}", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.NotFound;
        });
    }

    [Fact]
    public async Task ABadgeForNotesIsNotShownToOthers()
    {
        var (person, other) = (await companion.PersonAsync(), await companion.PersonAsync());
        await companion.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO badge_awards (id, user_id, badge, awarded_at)
                SELECT gen_random_uuid(), {person}, badge, now() FROM unnest(ARRAY['Insightful', 'Steady', 'Of another time']) badge
                """
            )
        );

        (await ShownToAsync(other, person, "en")).ShouldBe(["Steady: Steady"]);
    }

    [Fact]
    public async Task WhatIsDoneOnThePlatformMakesADayActive()
    {
        var person = await companion.PersonAsync();
        var other = await companion.PersonAsync();
        var first = companion.Clock.GetUtcNow().AddDays(-3);
        IIntegrationEvent[] days =
        [
            new RsvpCreated(Guid.CreateVersion7(), first, Guid.CreateVersion7(), 1, Guid.CreateVersion7(), person, other, "confirmed"),
            new AttendeeArrived(
                Guid.CreateVersion7(),
                first.AddDays(1),
                Guid.CreateVersion7(),
                2,
                Guid.CreateVersion7(),
                person,
                other,
                "ticket"
            ),
            new ConnectionRequested(Guid.CreateVersion7(), first.AddDays(2), Guid.CreateVersion7(), 1, person, other),
            new ConnectionAccepted(Guid.CreateVersion7(), first.AddDays(3), Guid.CreateVersion7(), 2, other, person),
        ];
        for (var day = 0; day < days.Length; day++)
        {
            await companion.PublishAsync(days[day]);
            await Poll.UntilAsync(() =>
                companion.WithDbAsync(db => db.Streaks.AnyAsync(streak => streak.UserId == person && streak.Days == day + 1))
            );
        }

        // The same day again, and a day before: neither makes the streak longer.
        await companion.PublishAsync(
            new CommunityMemberJoined(
                Guid.CreateVersion7(),
                first.AddDays(1),
                Guid.CreateVersion7(),
                1,
                Guid.CreateVersion7(),
                person,
                "member"
            )
        );
        await Poll.UntilAsync(() =>
            companion.WithDbAsync(db =>
                db.Database.SqlQuery<bool>($"SELECT true AS \"Value\" FROM memberships WHERE user_id = {person}").AnyAsync()
            )
        );
        using var http = companion.HttpAs(person);
        var board = await http.GetFromJsonAsync<JsonElement>("/api/v1/companion/dashboard");
        board.GetProperty("streak").GetInt32().ShouldBe(4);
        (await companion.WithDbAsync(db => db.Streaks.AnyAsync(streak => streak.UserId == other))).ShouldBeFalse(
            "to be asked is no activity"
        );
    }

    private static async Task<JsonElement> CheckInAsync(HttpClient http, object said)
    {
        using var answer = await http.PostAsJsonAsync(Path, said);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<List<string>> ShownToAsync(Guid viewer, Guid person, string language)
    {
        using var http = companion.HttpAs(viewer);
        http.DefaultRequestHeaders.Add("Accept-Language", language);
        var profile = await http.GetFromJsonAsync<JsonElement>($"/api/v1/profiles/{person}");
        return
        [
            .. profile
                .GetProperty("badges")
                .EnumerateArray()
                .Select(badge => $"{badge.GetProperty("name").GetString()}: {badge.GetProperty("title").GetString()}"),
        ];
    }
}
