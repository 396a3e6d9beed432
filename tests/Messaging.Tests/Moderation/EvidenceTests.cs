using System.Text.Json.Nodes;
using Community.Contracts.Social;
using Community.Messaging.Moderation;
using Community.Platform.Storage;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Moderation;

/// <summary>Reported content stays as it was, whatever its author does.</summary>
[Collection(nameof(MessagingTests))]
public sealed class EvidenceTests(MessagingApplication app)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task ADeletedDirectMessageIsStillThereForTheModerators()
    {
        var (author, reporter, stranger) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        await app.WriteAsync(reporter, author, "Please stop.");
        var message = (await app.WriteAsync(author, reporter, "A threat")).Id();
        await app.HttpAs(author).SendAsync("PATCH", $"/messages/{message}", new { content = "A worse threat" }).ShouldAnswerAsync(200);

        await TakeAsync("message", message, stranger);
        await NoEvidenceAsync("message", message);
        await TakeAsync("message", message, reporter);
        await app.HttpAs(author).SendAsync("PATCH", $"/messages/{message}", new { content = "Kind words" }).ShouldAnswerAsync(200);
        await app.HttpAs(author).SendAsync("DELETE", $"/messages/{message}").ShouldAnswerAsync(204);

        var kept = await ShowAsync("message", message);
        kept.Select(item => (item.Text("content"), item.Flag("is_context"), item.Id("author_id")))
            .ShouldBe([("Please stop.", true, reporter), ("A threat", false, author), ("A worse threat", false, author)]);
    }

    [Fact]
    public async Task ADeletedThreadIsStillThereForTheModerators()
    {
        var (author, reporter) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("public", author);
        var thread = (
            await app.HttpAs(author)
                .SendAsync("POST", $"/communities/{community}/threads", new { title = "Buy now", content = "At example.org" })
                .ShouldAnswerAsync(201)
        ).Id();

        await TakeAsync("thread", thread, reporter);
        await app.HttpAs(author).SendAsync("DELETE", $"/threads/{thread}").ShouldAnswerAsync(204);

        (await ShowAsync("thread", thread)).ShouldHaveSingleItem().Text("content").ShouldBe("Buy now\n\nAt example.org");
    }

    [Fact]
    public async Task MessagesAroundAreShownOnlyByAReporterWhoReadsThem()
    {
        var (owner, stranger) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", owner), owner);
        await app.SayAsync(thread, owner, "before");
        var message = (await app.SayAsync(thread, owner, "reported")).Id();

        await TakeAsync("message", message, stranger);

        (await ShowAsync("message", message)).ShouldHaveSingleItem().Text("content").ShouldBe("reported");
    }

    [Fact]
    public async Task FilesOutliveTheMessageWhileTheCaseIsOpen()
    {
        var (author, reporter, moderator) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("public", author, reporter), author);
        var (file, key) = await app.WithDbAsync(async db =>
        {
            var (id, objectKey) = (Guid.CreateVersion7(), $"attachments/{author:N}/{Guid.CreateVersion7():N}.txt");
            await app.Service<IObjectStore>().PutAsync(objectKey, new MemoryStream("proof"u8.ToArray()), "text/plain", 1_000);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO attachments (id, user_id, object_key, name, content_type, byte_count, created_at) VALUES ({id}, {author}, {objectKey}, 'proof.txt', 'text/plain', 5, now())
                """
            );
            return (id, objectKey);
        });
        var message = (
            await app.HttpAs(author)
                .SendAsync("POST", $"/threads/{thread}/messages", new { content = "look", attachments = new[] { file } })
                .ShouldAnswerAsync(201)
        ).Id();

        await app.SettleAsync(
            new ContentReported(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, "message", message, reporter, "spam")
        );
        await app.HttpAs(author).SendAsync("DELETE", $"/messages/{message}").ShouldAnswerAsync(204);
        await DroppedAsync(key);

        (await ShowAsync("message", message))[0]["files"]!.AsArray().ShouldHaveSingleItem()!.Id("attachment_id").ShouldBe(file);
        (await app.HttpAs(moderator, 0, "moderator").GetAsync($"/api/v1/attachments/{file}")).StatusCode.ShouldBe(
            System.Net.HttpStatusCode.OK
        );
        (await app.HttpAs(reporter).GetAsync($"/api/v1/attachments/{file}")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);

        await app.SettleAsync(
            new ReportDecided(Guid.CreateVersion7(), Now - TimeSpan.FromDays(46), Guid.CreateVersion7(), 2, "message", message)
        );
        await ActivatorOf().SweepAsync(CancellationToken.None);

        await NoEvidenceAsync("message", message);
        await Poll.UntilAsync(async () => await app.Service<IObjectStore>().GetAsync(key) is null);
    }

    [Fact]
    public async Task AnEarlierReportThatComesLateDoesNotOpenADecidedCase()
    {
        var (author, reporter) = (await app.PersonAsync(), await app.PersonAsync());
        var message = (await app.WriteAsync(author, reporter, "hello")).Id();
        await app.SettleAsync(
            new ReportDecided(Guid.CreateVersion7(), Now - TimeSpan.FromDays(46), Guid.CreateVersion7(), 2, "message", message)
        );
        await app.SettleAsync(
            new ContentReported(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, "message", message, reporter, "spam")
        );

        (
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<bool>($"""SELECT expires_at IS NOT NULL AS "Value" FROM evidence_cases WHERE content_id = {message}""")
                    .SingleAsync()
            )
        ).ShouldBeTrue();
    }

    [Fact]
    public async Task EvidenceIsForTheFleetAlone()
    {
        var path = $"/internal/evidence/message/{Guid.CreateVersion7()}";
        (await app.HttpAs(await app.PersonAsync(), 0, "admin").GetAsync(path)).IsSuccessStatusCode.ShouldBeFalse();
        (await app.Http().GetAsync(path)).IsSuccessStatusCode.ShouldBeFalse();
    }

    private OldEvidence ActivatorOf() =>
        Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<OldEvidence>(app.Services);

    /// <summary>Waits until the clean-up has checked this file.</summary>
    private Task DroppedAsync(string key) =>
        Poll.UntilAsync(() =>
            app.WithDbAsync(db =>
                db.Database.SqlQuery<bool>($"""SELECT NOT EXISTS (SELECT FROM dropped_objects WHERE object_key = {key}) AS "Value" """)
                    .SingleAsync()
            )
        );

    private async Task TakeAsync(string type, Guid id, Guid reporter) =>
        await app.HttpAsFleet()
            .SendAsync(
                new HttpRequestMessage(HttpMethod.Post, $"/internal/evidence/{type}/{id}")
                {
                    Content = System.Net.Http.Json.JsonContent.Create(new { reported_by = reporter }),
                }
            )
            .ShouldAnswerAsync(204);

    private async Task<List<JsonNode>> ShowAsync(string type, Guid id) =>
        (await app.HttpAsFleet().GetAsync($"/internal/evidence/{type}/{id}").ShouldAnswerAsync(200)).Items();

    private async Task NoEvidenceAsync(string type, Guid id) =>
        (await app.HttpAsFleet().GetAsync($"/internal/evidence/{type}/{id}")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
}
