using System.Net.Http.Json;
using Community.Messaging.Tests.Moderation;

namespace Community.Messaging.Tests.Attachments;

/// <summary>The alternative text of a sent file follows the rules of a change of its message.</summary>
[Collection(nameof(MessagingTests))]
public sealed class DescriptionTests(MessagingApplication app) : IAsyncLifetime
{
    private readonly string _word = $"bad{Guid.CreateVersion7():N}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await app.RulesAsync();

    [Fact]
    public async Task ItIsChangedOnlyAsLongAsTheTextOfTheMessage()
    {
        var scene = await SceneAsync();
        foreach (
            var (sql, status, reason) in (IEnumerable<(FormattableString, int, string)>)
                [
                    ($"UPDATE messages SET created_at = created_at - interval '25 hours' WHERE id = {scene.Message}", 409, "too_late"),
                    (
                        $"UPDATE messages SET created_at = created_at + interval '25 hours', is_held = true WHERE id = {scene.Message}",
                        409,
                        "held"
                    ),
                    ($"UPDATE messages SET is_held = false, version = 100 WHERE id = {scene.Message}", 409, "too_many_changes"),
                    ($"UPDATE channels SET is_locked = true WHERE id = {scene.Thread}", 403, "locked"),
                ]
        )
        {
            await app.ExecuteAsync(sql);
            await DescribeAsync(scene, "Another").ShouldAnswerAsync(status, reason);
        }

        await app.ExecuteAsync($"UPDATE channels SET is_locked = false WHERE id = {scene.Thread}");
        await app.ExecuteAsync($"UPDATE messages SET version = 2 WHERE id = {scene.Message}");
        await app.LeaveAsync(scene.Community, scene.Author);
        await DescribeAsync(scene, "Another").ShouldAnswerAsync(403, "not_a_member");
        await DescribeAsync(scene, null, isSet: false).ShouldAnswerAsync(200);
        (await AltAsync(scene)).ShouldBe("A dot");
    }

    [Fact]
    public async Task RulesJudgeItAndModeratorsSeeTheFormerOnes()
    {
        var scene = await SceneAsync();
        await app.RulesAsync(ModerationSteps.Words("hold", _word));
        await DescribeAsync(scene, "A round dot").ShouldAnswerAsync(200);
        var seen = await app.HttpAs(scene.Owner).GetPathAsync($"/messages/{scene.Message}").ShouldAnswerAsync(200);
        seen.Flag("is_edited").ShouldBeTrue();
        await DescribeAsync(scene, $"A {_word} dot").ShouldAnswerAsync(200);

        (await app.HttpAs(scene.Author).GetPathAsync($"/messages/{scene.Message}").ShouldAnswerAsync(200))
            .Text("moderation")
            .ShouldBe("held");
        await DescribeAsync(scene, "A dot").ShouldAnswerAsync(409, "held");
        var edits = await app.HttpAs(scene.Owner).GetPathAsync($"/messages/{scene.Message}/edits").ShouldAnswerAsync(200);
        edits.AsArray().Select(edit => edit!["attachments"]![0]!.Text("alt")).ShouldBe(["A dot", "A round dot"]);

        await app.HttpAsFleet()
            .PostAsJsonAsync($"/internal/evidence/message/{scene.Message}", new { reported_by = scene.Owner })
            .ShouldAnswerAsync(204);
        var evidence = (await app.HttpAsFleet().GetAsync($"/internal/evidence/message/{scene.Message}").ShouldAnswerAsync(200)).Items();
        evidence
            .OrderBy(item => item.Number("version"))
            .Select(item => item["files"]![0]!.Text("alt"))
            .ShouldBe(["A dot", "A round dot", $"A {_word} dot"]);
    }

    [Fact]
    public async Task RulesJudgeItBeforeItIsSent()
    {
        await app.RulesAsync(ModerationSteps.Words("hold", _word));
        var scene = await SceneAsync($"A {_word} dot");
        (await app.HttpAs(scene.Author).GetPathAsync($"/messages/{scene.Message}").ShouldAnswerAsync(200))
            .Text("moderation")
            .ShouldBe("held");
    }

    private async Task<Scene> SceneAsync(string alt = "A dot")
    {
        var (owner, author) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("public", owner, author);
        var thread = await app.ThreadAsync(community, owner);
        var file = await app.HttpAs(author)
            .PostAsync($"/api/v1/attachments?name=a.txt&alt={Uri.EscapeDataString(alt)}", new ByteArrayContent("a dot"u8.ToArray()))
            .ShouldAnswerAsync(201);
        var message = await app.HttpAs(author)
            .SendAsync("POST", $"/threads/{thread}/messages", new { content = "look", attachments = new[] { file.Id() } })
            .ShouldAnswerAsync(201);
        return new(owner, author, community, thread, message.Id(), file.Id());
    }

    private Task<HttpResponseMessage> DescribeAsync(Scene scene, string? alt, bool isSet = true) =>
        app.HttpAs(scene.Author).SendAsync("PATCH", $"/attachments/{scene.File}", isSet ? new { alt } : new object());

    private async Task<string?> AltAsync(Scene scene) =>
        (await app.HttpAs(scene.Owner).GetPathAsync($"/messages/{scene.Message}").ShouldAnswerAsync(200))["attachments"]![0]!
            ["alt"]
            ?.GetValue<string>();

    private sealed record Scene(Guid Owner, Guid Author, Guid Community, Guid Thread, Guid Message, Guid File);
}
