using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Events;
using Community.Contracts.Social;
using Community.Platform.Http.Json;
using Community.Social.Communities;
using Community.Social.Tests.People;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Moderation.Rules;

/// <summary>Rules of administrators, and their effects here and in other services. Each test has its own word.</summary>
[Collection(nameof(SocialTests))]
public sealed class RuleTests(SocialApplication social) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly string _word = $"word{Guid.CreateVersion7():N}";

    public async ValueTask InitializeAsync() => await social.RecordAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("POST", "")]
    [InlineData("PATCH", "/0198c0de-0000-7000-8000-0000000000c1")]
    [InlineData("DELETE", "/0198c0de-0000-7000-8000-0000000000c1")]
    public async Task AnOldProofOfAnAdministratorChangesNoRule(string method, string path)
    {
        using var stale = social.HttpAsStale(Guid.CreateVersion7(), "admin");
        object body =
            method == "POST"
                ? new
                {
                    name = _word,
                    kind = "words",
                    action = "hold",
                    content_types = new[] { "message" },
                    words = new[] { _word },
                }
                : new { is_enabled = false };
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/moderation/rules{path}")
        {
            Content = JsonContent.Create(body),
        };
        await stale.SendAsync(request).ShouldAnswerAsync(HttpStatusCode.Forbidden, "reauthentication_required");
    }

    [Fact]
    public async Task EachChangeIsAnnouncedWithAllRulesAndAHigherVersion()
    {
        var rule = await AddAsync(
            new
            {
                name = _word,
                kind = "words",
                action = "hold",
                content_types = new[] { "message", "thread", "message" },
                words = new[] { _word },
            }
        );
        var id = rule.IdOf();
        await social
            .Admin()
            .PatchAsJsonAsync($"/api/v1/moderation/rules/{id}", new { action = "report", reason = "scam" }, ServiceJson.Options)
            .ShouldAnswerAsync(HttpStatusCode.OK);
        await social
            .Admin()
            .PatchAsJsonAsync($"/api/v1/moderation/rules/{id}", new { is_enabled = false })
            .ShouldAnswerAsync(HttpStatusCode.OK);
        await social.Admin().DeleteAsync($"/api/v1/moderation/rules/{id}").ShouldAnswerAsync(HttpStatusCode.NoContent);
        await social.Admin().DeleteAsync($"/api/v1/moderation/rules/{id}").ShouldAnswerAsync(HttpStatusCode.NotFound, "no_such_rule");

        var told = await social.AnnouncedAsync<ModerationRulesChanged>(id);
        told.Select(one => one.Version).ShouldBe(told.Select(one => one.Version).Order().Distinct());
        told.Select(one => one.Rules.Single(r => r.Id == id))
            .Select(r => (r.Action, r.Reason, string.Join(' ', r.ContentTypes)))
            .ShouldBe(
                [("hold", "spam", "message thread"), ("report", "scam", "message thread")],
                "switched off and deleted, it is not among them"
            );

        var page = await social.HttpAsFleet().GetFromJsonAsync<JsonElement>("/internal/moderation/rules");
        var snapshot = page.Items().ShouldHaveSingleItem();
        snapshot.GetProperty("version").GetInt64().ShouldBe(told[^1].Version + 2);
        snapshot.GetProperty("rules").EnumerateArray().ShouldNotContain(one => one.IdOf() == id);
    }

    [Theory]
    [InlineData("""{"kind":"words","action":"report","content_types":["thread"]}""", "words")]
    [InlineData("""{"kind":"words","action":"report","content_types":["thread"],"words":["?!"]}""", "words")]
    [InlineData("""{"kind":"words","action":"report","content_types":["thread"],"words":["a"],"hours":1}""", "hours")]
    [InlineData("""{"kind":"links","action":"report","content_types":["thread"]}""", "hours")]
    [InlineData("""{"kind":"links","action":"report","content_types":["thread"],"hosts":["not a host"]}""", "hosts")]
    [InlineData("""{"kind":"new_account","action":"report","content_types":["thread"]}""", "hours")]
    [InlineData("""{"kind":"new_account","action":"report","content_types":["user"],"hours":1}""", "content_types")]
    [InlineData("""{"kind":"rate","action":"hold","content_types":["thread"],"count":1}""", "minutes")]
    [InlineData("""{"kind":"rate","action":"report","content_types":["event"],"count":1,"minutes":1}""", "content_types")]
    [InlineData("""{"kind":"words","action":"hold","content_types":["event"],"words":["a"]}""", "content_types")]
    [InlineData("""{"kind":"words","action":"hold","content_types":[],"words":["a"]}""", "content_types")]
    [InlineData("""{"kind":"words","action":"report","content_types":["photo"],"words":["a"]}""", "content_types")]
    public async Task WhatARuleCannotBeIsRefused(string rule, string field)
    {
        using var body = new StringContent(rule.Insert(1, """ "name":"a rule","""), System.Text.Encoding.UTF8, "application/json");
        var problem = await social.Admin().PostAsync("/api/v1/moderation/rules", body).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([field]);
    }

    [Fact]
    public async Task AHeldCommunityWaitsForAModeratorAndADismissalShowsIt()
    {
        var rule = await AddAsync(
            new
            {
                name = "no adverts",
                kind = "words",
                action = "hold",
                reason = "scam",
                content_types = new[] { "community" },
                words = new[] { _word },
            }
        );
        var owner = await social.PersonAsync();
        var clean = ModerationCalls.New(owner, "Bakers", Now);
        (await CheckAsync(clean)).ShouldBeFalse();

        var community = await social.CommunityAsync(owner, $"Cheap {_word}", isHeld: true);
        (await CheckAsync(await social.WithDbAsync(db => db.Communities.SingleAsync(one => one.Id == community)))).ShouldBeTrue();
        (await CheckAsync(await social.WithDbAsync(db => db.Communities.SingleAsync(one => one.Id == community)))).ShouldBeTrue(
            "a change of it is judged again"
        );

        var found = await social.CaseOfAsync(community);
        (found.IsHeld, found.AuthorId, found.ReportCount).ShouldBe((true, owner, 1));
        var report = (await social.Moderator().ReadAsync($"/moderation/reports/{found.Id}"))
            .GetProperty("reports")
            .EnumerateArray()
            .ShouldHaveSingleItem();
        (report.GetProperty("reporter_id").ValueKind, report.Text("rule_name"), report.Text("reason")).ShouldBe(
            (JsonValueKind.Null, "no adverts", "scam")
        );

        await social.DecideAsync(found.Id, "dismiss");
        (await social.WithDbAsync(db => db.Communities.SingleAsync(one => one.Id == community))).HeldAt.ShouldBeNull();
        (await social.AnnouncedAsync<ContentRestored>(community)).ShouldHaveSingleItem().ContentType.ShouldBe("community");

        var plain = await social.CommunityAsync(owner, "Bakers");
        var ruled = await social.WithDbAsync(db => db.Communities.SingleAsync(one => one.Id == plain));
        ruled.Rules = $"Buy {_word}";
        (await CheckAsync(ruled)).ShouldBeTrue("house rules are texts, too");
        await social.Admin().DeleteAsync($"/api/v1/moderation/rules/{rule.IdOf()}").ShouldAnswerAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task AUserWhoFoundsTooManyAtOnceIsReported()
    {
        var rule = await AddAsync(
            new
            {
                name = "too many",
                kind = "rate",
                action = "report",
                content_types = new[] { "community" },
                count = 2,
                minutes = 60,
            }
        );
        var owner = await social.PersonAsync();
        await social.CommunityAsync(owner, "one");
        (await CheckAsync(ModerationCalls.New(owner, "two", TimeProvider.System.GetUtcNow()))).ShouldBeFalse();
        await social.CommunityAsync(owner, "two");
        var third = ModerationCalls.New(owner, "three", TimeProvider.System.GetUtcNow());

        (await CheckAsync(third)).ShouldBeFalse("it is shown, and looked at");

        (await social.CaseOfAsync(third.Id)).IsHeld.ShouldBeFalse();
        await social.Admin().DeleteAsync($"/api/v1/moderation/rules/{rule.IdOf()}").ShouldAnswerAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task ProfilesAndEventsAreReportedWhereARuleHits()
    {
        await AddAsync(
            new
            {
                name = "words",
                kind = "words",
                action = "report",
                content_types = new[] { "user", "event" },
                words = new[] { _word },
            }
        );
        var (id, organizer) = (Guid.CreateVersion7(), await social.PersonAsync());
        var (e, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        EventPublished Published(Guid eventId, string name) =>
            new(
                Guid.CreateVersion7(),
                Now,
                eventId,
                1,
                organizer,
                name,
                "meetup",
                null,
                null,
                null,
                Now.AddDays(1),
                Now.AddDays(2),
                "Asia/Dubai",
                "public"
            );
        var registered = Users.Registered(Users.Profile(fullName: $"Best {_word} ever"), id);

        await social.SettleAsync(
            registered,
            Users.Updated(id, 2, Users.Profile(fullName: _word)),
            Published(e, $"Free {_word}"),
            Published(other, "Evening bake")
        );

        (await social.CaseOfAsync(id)).ShouldSatisfyAllConditions(
            found => found.ContentType.ShouldBe("user"),
            found => found.AuthorId.ShouldBe(id),
            found => found.ReportCount.ShouldBe(1, "the same rule, once")
        );
        (await social.CaseOfAsync(e)).AuthorId.ShouldBe(organizer);
        (await social.WithDbAsync(db => db.ModerationCases.AnyAsync(found => found.ContentId == other))).ShouldBeFalse();
        (await social.AnnouncedAsync<ContentReported>(e)).ShouldBeEmpty("nobody needs to be asked whose it is");
    }

    [Fact]
    public async Task WhatOthersFlagOpensACaseOnceInAnyOrder()
    {
        var rule = await AddAsync(
            new
            {
                name = _word,
                kind = "words",
                action = "hold",
                reason = "hate",
                content_types = new[] { "message" },
                words = new[] { _word },
            }
        );
        var (message, author, community) = (Guid.CreateVersion7(), await social.PersonAsync(), Guid.CreateVersion7());
        ContentFlagged Flagged(long version, bool isHeld = true, Guid? ruleId = null) =>
            new(Guid.CreateVersion7(), Now, message, version, "message", author, community, ruleId ?? rule.IdOf(), isHeld);
        var second = Flagged(2);

        await social.SettleAsync(second);
        await social.PublishAsync(second);
        await social.SettleAsync(Flagged(2), Flagged(1));

        var found = await social.CaseOfAsync(message);
        (found.Status, found.ReportCount, found.IsHeld, found.AuthorId, found.CommunityId).ShouldBe(("open", 1, true, author, community));
        await social.DecideAsync(found.Id, "dismiss");
        (await social.AnnouncedAsync<ContentRestored>(message)).ShouldHaveSingleItem();
        await social.SettleAsync(Flagged(1), Flagged(2));
        (await social.CaseOfAsync(message)).Status.ShouldBe("decided");

        await social.SettleAsync(Flagged(3, isHeld: false, ruleId: Guid.CreateVersion7()));
        (await social.CaseOfAsync(message)).ShouldSatisfyAllConditions(
            again => again.Status.ShouldBe("open"),
            again => again.IsHeld.ShouldBeFalse()
        );
    }

    private Task<JsonElement> AddAsync(object rule) =>
        social.Admin().SendAsync("/moderation/rules", rule).ShouldAnswerAsync(HttpStatusCode.Created);

    private Task<bool> CheckAsync(CommunityGroup community) =>
        social.WithDbAsync(db => db.InTransactionAsync(() => social.Service<ICommunityTextCheck>().MustBeHeldAsync(db, community)));
}
