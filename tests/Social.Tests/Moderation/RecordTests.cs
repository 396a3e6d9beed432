using System.Net;
using Community.Social.Moderation;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Social.Tests.Moderation;

/// <summary>The record of decisions is complete and cannot be changed.</summary>
[Collection(nameof(SocialTests))]
public sealed class RecordTests(SocialApplication social)
{
    [Fact]
    public async Task ManyDecisionsAtOnceAreOneChain()
    {
        var cases = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => social.CaseAsync()));

        await Task.WhenAll(
            cases.Select(
                (one, number) => social.DecideAsync(one.CaseId, number % 2 == 0 ? "warn" : "suspend", days: number % 2 == 0 ? null : 30)
            )
        );

        var check = await social.Moderator().ReadAsync("/moderation/decisions/check");
        check.GetProperty("decisions").GetInt64().ShouldBeGreaterThanOrEqualTo(10);
        check.GetProperty("first_fault").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task TheDatabaseRefusesEveryChange()
    {
        var (caseId, _, _) = await social.CaseAsync();
        var id = (await social.DecideAsync(caseId, "dismiss")).IdOf();
        foreach (
            var tampering in (string[])
                [
                    $"UPDATE moderation_decisions SET kind = 'warn' WHERE id = '{id}'",
                    $"DELETE FROM moderation_decisions WHERE id = '{id}'",
                    "TRUNCATE moderation_decisions CASCADE",
                ]
        )
        {
            var refused = await Should.ThrowAsync<PostgresException>(() =>
                social.WithDbAsync(db => db.Database.ExecuteSqlRawAsync(tampering))
            );
            refused.MessageText.ShouldBe("decisions are on record for good");
        }
    }

    [Fact]
    public async Task TamperingIsFound()
    {
        var (caseId, author, reporter) = await social.CaseAsync();
        await social.DecideAsync(caseId, "suspend", days: 9);
        await social.ReportAsync(reporter, "user", author);
        await social.DecideAsync(caseId, "dismiss");
        var record = await social.WithDbAsync(db => db.ModerationDecisions.AsNoTracking().OrderBy(decision => decision.Seq).ToListAsync());
        (await FirstFaultAsync(record)).ShouldBeNull();
        var last = record.FindLastIndex(decision => decision.Kind == "suspend");
        var seq = record[last].Seq;

        foreach (
            var (what, changed) in ((string, ModerationDecision)[])
                [
                    ("kind", With(record[last], kind: "warn")),
                    ("person", With(record[last], person: Guid.CreateVersion7())),
                    ("moderator", With(record[last], by: Guid.CreateVersion7())),
                    ("until", With(record[last], until: record[last].Until!.Value.AddDays(1))),
                    ("reason", With(record[last], reason: "hate")),
                ]
        )
        {
            (await FirstFaultAsync([.. record[..last], changed, .. record[(last + 1)..]])).ShouldBe(seq, what);
        }

        (await FirstFaultAsync([.. record[..last], .. record[(last + 1)..]])).ShouldBe(seq, "left out");
    }

    [Fact]
    public async Task TheRecordIsReadByModeratorPersonAndKind()
    {
        var (caseId, author, reporter) = await social.CaseAsync();
        var me = Guid.CreateVersion7();
        await social.DecideAsync(caseId, "warn", moderator: me);
        await social.ReportAsync(reporter, "user", author);
        await social.DecideAsync(caseId, "dismiss", moderator: me);
        var moderator = social.Moderator();

        var mine = (await moderator.ReadAsync($"/moderation/decisions?moderator={me}")).Items();
        mine.Select(decision => decision.Text("decision")).ShouldBe(["dismiss", "warn"]);
        (mine[0].Text("note"), mine[0].IdOf("decided_by"), mine[0].Text("hash")!.Length).ShouldBe(("as the rules say", me, 64));
        var first = await moderator.ReadAsync($"/moderation/decisions?person={author}&limit=1");
        first.Items()[0].Text("decision").ShouldBe("dismiss");
        var second = await moderator.ReadAsync($"/moderation/decisions?person={author}&limit=1&cursor={first.Text("next_cursor")}");
        (second.Items()[0].Text("decision"), second.Text("next_cursor")).ShouldBe(("warn", null));
        (await moderator.ReadAsync($"/moderation/decisions?person={author}&content_type=photo")).Items().ShouldBeEmpty();
        (await social.Moderator(author).ReadAsync($"/moderation/decisions?person={author}"))
            .Items()
            .ShouldBeEmpty("who decided about the caller is not told");
        await moderator.GetAsync("/api/v1/moderation/decisions?cursor=nonsense").ShouldAnswerAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task DecisionsAndCasesHaveTheNamesOfThePeople()
    {
        var (caseId, author, _) = await social.CaseAsync();
        var (me, other) = (await social.PersonAsync(), await social.PersonAsync());
        var moderator = social.Moderator(me);
        await moderator
            .SendAsync($"/moderation/reports/{caseId}/assign", new { moderator_id = me })
            .ShouldAnswerAsync(HttpStatusCode.NoContent);
        var open = (await moderator.ReadAsync("/moderation/reports?assigned=me")).Items().Single(one => one.IdOf() == caseId);
        (open.GetProperty("author").IdOf(), open.GetProperty("assignee").IdOf()).ShouldBe((author, me));
        open.GetProperty("author").Text("username").ShouldNotBeNullOrEmpty();
        var details = (await social.Moderator(other).ReadAsync($"/moderation/reports/{caseId}")).GetProperty("case");
        (details.GetProperty("author").IdOf(), details.GetProperty("assignee").IdOf()).ShouldBe((author, me));

        var decided = await social.DecideAsync(caseId, "warn", moderator: me);
        var listed = (await social.Moderator(other).ReadAsync($"/moderation/decisions?person={author}")).Items().ShouldHaveSingleItem();
        foreach (var decision in (System.Text.Json.JsonElement[])[decided, listed])
        {
            (decision.GetProperty("person").IdOf(), decision.GetProperty("moderator").IdOf()).ShouldBe((author, me));
            decision.Text("note").ShouldBe("as the rules say");
        }

        // A moderator whose account is not known here has an id only.
        var (second, _, _) = await social.CaseAsync();
        var unknown = await social.DecideAsync(second, "dismiss", moderator: Guid.CreateVersion7());
        unknown.GetProperty("moderator").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    private static Task<long?> FirstFaultAsync(List<ModerationDecision> record) =>
        DecisionChain.FirstFaultAsync(record.ToAsyncEnumerable());

    private static ModerationDecision With(
        ModerationDecision d,
        string? kind = null,
        Guid? person = null,
        Guid? by = null,
        DateTimeOffset? until = null,
        string? reason = null
    ) =>
        new()
        {
            Seq = d.Seq,
            Id = d.Id,
            Kind = kind ?? d.Kind,
            CaseId = d.CaseId,
            ContentType = d.ContentType,
            ContentId = d.ContentId,
            PersonId = person ?? d.PersonId,
            RemovesContent = d.RemovesContent,
            Until = until ?? d.Until,
            Reason = reason ?? d.Reason,
            DecidedBy = by ?? d.DecidedBy,
            AboutId = d.AboutId,
            At = d.At,
            Hash = d.Hash,
        };
}
