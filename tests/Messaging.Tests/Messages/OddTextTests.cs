namespace Community.Messaging.Tests.Messages;

/// <summary>The author of any text gets a final answer: it is shown, or refused with a reason.</summary>
[Collection(nameof(MessagingTests))]
public sealed class OddTextTests(MessagingApplication app)
{
    [Theory]
    [InlineData(">", 200)]
    [InlineData("_a ", 2_600)]
    [InlineData("[", 8_000)]
    [InlineData("- ", 4_000)]
    public async Task ATextThatCannotBeRenderedIsShownAsItIs(string unit, int times)
    {
        var content = string.Concat(Enumerable.Repeat(unit, times)).TrimEnd();
        var html = $"<p>{content.Replace(">", "&gt;", StringComparison.Ordinal)}</p>";
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", me, other);
        var thread = await app.ThreadAsync(community, me);

        (await app.SayAsync(thread, me, content)).Text("content_html").ShouldBe(html);
        (await app.WriteAsync(me, other, content)).Text("content_html").ShouldBe(html);
        (await app.HttpAs(me).SendAsync("POST", $"/communities/{community}/threads", new { title = "Odd", content }).ShouldAnswerAsync(201))
            .Text("content_html")
            .ShouldBe(html);
        var message = (await app.SayAsync(thread, me, "before")).Id();
        (await app.HttpAs(me).SendAsync("PATCH", $"/messages/{message}", new { content }).ShouldAnswerAsync(200))
            .Text("content_html")
            .ShouldBe(html);
        await using var hub = await app.HubAsync(me);
        (await hub.PostAsync(thread, content)).ContentHtml.ShouldBe(html);
    }

    [Theory]
    [InlineData("\u200B")]
    [InlineData("\u3164")]
    [InlineData("\u2800")]
    [InlineData("\u2067\u2069\u00AD")]
    public async Task NothingVisibleIsNoMessage(string content)
    {
        var me = await app.PersonAsync();
        var community = await app.CommunityAsync("private", me);
        var thread = await app.ThreadAsync(community, me);

        await app.HttpAs(me).SendAsync("POST", $"/threads/{thread}/messages", new { content }).ShouldAnswerAsync(400);
        await app.HttpAs(me).SendAsync("POST", $"/communities/{community}/threads", new { title = content }).ShouldAnswerAsync(400);
        await app.HttpAs(me)
            .SendAsync("POST", $"/communities/{community}/threads", new { title = "Rules" + content })
            .ShouldAnswerAsync(400);
        await using var hub = await app.HubAsync(me);
        (await hub.RefusalOfAsync("SendMessage", thread, new { content })).ShouldBe("invalid");
    }

    [Theory]
    [InlineData("\u2067مرحبا\u2069 Maya", 201)]
    [InlineData("\u202Bשלום\u202C", 201)]
    [InlineData("family 👨‍👩‍👧", 201)]
    [InlineData("\u202Eabc", 400)]
    public async Task PastedDirectionsAreTakenWhereTheyAreBalanced(string content, int status)
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);

        await app.HttpAs(me).SendAsync("POST", $"/threads/{thread}/messages", new { content }).ShouldAnswerAsync(status);
    }
}
