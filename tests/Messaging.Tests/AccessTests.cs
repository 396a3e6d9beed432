using System.Text.Json.Nodes;

namespace Community.Messaging.Tests;

/// <summary>
/// The rights to other people's objects: every call on a thread of a private community and on its content, by every kind of caller. The
/// thread and the message are the author's; the caller named blocked has a block with the author.
/// </summary>
[Collection(nameof(MessagingTests))]
public sealed class AccessTests(MessagingApplication app)
{
    private static readonly string[] Callers =
    [
        "anonymous",
        "stranger",
        "ex-member",
        "blocked",
        "member",
        "author",
        "moderator",
        "owner",
        "platform",
    ];

    // In the order of the callers above; 2 stands for any success.
    private static readonly (string Method, string Path, object? Body, int[] Answers)[] Calls =
    [
        ("GET", "/communities/{community}/threads", null, [401, 404, 404, 2, 2, 2, 2, 2, 404]),
        ("POST", "/communities/{community}/threads", new { title = "New" }, [401, 404, 404, 2, 2, 2, 2, 2, 404]),
        ("GET", "/threads/{thread}", null, [401, 404, 404, 404, 2, 2, 2, 2, 404]),
        ("PATCH", "/threads/{thread}", new { title = "Other" }, [401, 404, 404, 404, 403, 2, 2, 2, 404]),
        ("PUT", "/threads/{thread}/pin", null, [401, 404, 404, 404, 403, 403, 2, 2, 404]),
        ("DELETE", "/threads/{thread}/pin", null, [401, 404, 404, 404, 403, 403, 2, 2, 404]),
        ("PUT", "/threads/{thread}/lock", null, [401, 404, 404, 404, 403, 403, 2, 2, 404]),
        ("DELETE", "/threads/{thread}/lock", null, [401, 404, 404, 404, 403, 403, 2, 2, 404]),
        ("GET", "/threads/{thread}/messages", null, [401, 404, 404, 404, 2, 2, 2, 2, 404]),
        ("POST", "/threads/{thread}/messages", new { content = "hello" }, [401, 404, 404, 404, 2, 2, 2, 2, 404]),
        ("GET", "/messages/{message}", null, [401, 404, 404, 404, 2, 2, 2, 2, 404]),
        ("GET", "/messages/{message}/replies", null, [401, 404, 404, 404, 2, 2, 2, 2, 404]),
        ("GET", "/messages/{message}/edits", null, [401, 404, 404, 404, 403, 403, 2, 2, 2]),
        ("GET", "/messages/{message}/reactions", null, [401, 404, 404, 404, 2, 2, 2, 2, 404]),
        ("PUT", "/messages/{message}/reactions/👍", null, [401, 404, 404, 404, 2, 2, 2, 2, 404]),
        ("DELETE", "/messages/{message}/reactions/👍", null, [401, 404, 404, 404, 2, 2, 2, 2, 404]),
        ("PATCH", "/messages/{message}", new { content = "changed" }, [401, 404, 404, 404, 403, 2, 403, 403, 404]),
        ("POST", "/messages/{message}/unread", null, [401, 404, 404, 404, 2, 2, 2, 2, 404]),
        ("GET", "/channels/{thread}", null, [401, 404, 404, 404, 2, 2, 2, 2, 404]),
        ("PUT", "/channels/{thread}/read", new { }, [401, 404, 404, 404, 2, 2, 2, 2, 404]),
        ("GET", "/attachments/{file}", null, [401, 404, 404, 404, 2, 2, 2, 2, 404]),
        ("GET", "/direct/{peer}/messages", null, [401, 2, 2, 2, 2, 2, 2, 2, 2]),
        ("DELETE", "/messages/{message}", null, [401, 404, 404, 404, 403, 2, 2, 2, 404]),
        ("DELETE", "/threads/{thread}", null, [401, 404, 404, 404, 403, 409, 2, 2, 404]),
        ("GET", "/events/{event}/chat/messages", null, [401, 404, 404, 404, 404, 404, 404, 404, 404]),
        ("POST", "/events/{event}/chat/messages", new { content = "hello" }, [401, 404, 404, 404, 404, 404, 404, 404, 404]),
    ];

    public static TheoryData<string> All => [.. Callers];

    [Theory, MemberData(nameof(All))]
    public async Task Only(string caller)
    {
        var people = await app.PeopleAsync(8);
        var (owner, moderator, member, author, exMember, blocked, stranger, peer) = (
            people[0],
            people[1],
            people[2],
            people[3],
            people[4],
            people[5],
            people[6],
            people[7]
        );
        var community = await app.CommunityAsync("private", owner, moderator, member, author, exMember, blocked);
        await app.BecomeAsync(community, moderator, "moderator");
        var thread = await app.ThreadAsync(community, author);
        await app.SayAsync(thread, member, "somebody else has written here");
        var file = (
            await app.HttpAs(author).PostAsync("/api/v1/attachments?name=a.txt", new StringContent("hello")).ShouldAnswerAsync(201)
        ).Id();
        var message = (
            await app.HttpAs(author)
                .SendAsync("POST", $"/threads/{thread}/messages", new { content = "hello", attachments = new[] { file } })
                .ShouldAnswerAsync(201)
        ).Id();
        var someEvent = await app.EventAsync(peer);
        await app.LeaveAsync(community, exMember);
        await app.BlockAsync(author, blocked);
        var http = caller switch
        {
            "anonymous" => app.Http(),
            "stranger" => app.HttpAs(stranger),
            "ex-member" => app.HttpAs(exMember),
            "blocked" => app.HttpAs(blocked),
            "member" => app.HttpAs(member),
            "author" => app.HttpAs(author),
            "moderator" => app.HttpAs(moderator),
            "owner" => app.HttpAs(owner),
            _ => app.HttpAs(stranger, 0, "moderator"),
        };

        var wrong = new List<string>();
        foreach (var (method, path, body, answers) in Calls)
        {
            var real = path.Replace("{community}", $"{community}")
                .Replace("{thread}", $"{thread}")
                .Replace("{message}", $"{message}")
                .Replace("{file}", $"{file}")
                .Replace("{peer}", $"{peer}")
                .Replace("{event}", $"{someEvent}");
            var answer = await http.SendAsync(method, real, body);
            var expected = answers[Array.IndexOf(Callers, caller)];
            if ((int)answer.StatusCode != expected && (int)answer.StatusCode / 100 != expected)
            {
                wrong.Add($"{method} {path}: {(int)answer.StatusCode}, not {expected}: {await answer.Content.ReadAsStringAsync()}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task APublicCommunityIsReadByAllAndWrittenByItsMembers()
    {
        var (me, reader) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("public", me);
        var thread = await app.ThreadAsync(community, me);
        var message = (await app.SayAsync(thread, me, "hello")).Id();
        var http = app.HttpAs(reader);

        (await http.GetPathAsync($"/communities/{community}/threads").ShouldAnswerAsync(200)).Items().Count.ShouldBe(1);
        await http.GetPathAsync($"/threads/{thread}").ShouldAnswerAsync(200);
        await http.GetPathAsync($"/messages/{message}").ShouldAnswerAsync(200);
        await http.SendAsync("PUT", $"/channels/{thread}/read").ShouldAnswerAsync(200);
        await http.SendAsync("POST", $"/communities/{community}/threads", new { title = "New" }).ShouldAnswerAsync(403, "not_a_member");
        await http.SendAsync("POST", $"/threads/{thread}/messages", new { content = "x" }).ShouldAnswerAsync(403, "not_a_member");
        await http.SendAsync("PUT", $"/messages/{message}/reactions/👍").ShouldAnswerAsync(403, "not_a_member");
        await app.MuteAsync(me);
        await app.HttpAs(me).SendAsync("POST", $"/communities/{community}/threads", new { title = "New" }).ShouldAnswerAsync(403, "muted");
        await app.HttpAs(me).SendAsync("PATCH", $"/messages/{message}", new { content = "x" }).ShouldAnswerAsync(403, "muted");
        await app.HttpAs(me).SendAsync("DELETE", $"/messages/{message}").ShouldAnswerAsync(204);
    }

    [Theory]
    [InlineData("POST", "/communities/{community}/threads", "{}", "title")]
    [InlineData("POST", "/communities/{community}/threads", """{"title":""}""", "title")]
    [InlineData("POST", "/communities/{community}/threads", """{"title":"two\nlines"}""", "title")]
    [InlineData("POST", "/communities/{community}/threads", """{"title":"x","tags":["","a"]}""", "tags[0]")]
    [InlineData(
        "POST",
        "/communities/{community}/threads",
        """{"title":"x","tags":["1","2","3","4","5","6","7","8","9","10","11"]}""",
        "tags"
    )]
    [InlineData("PATCH", "/threads/{thread}", """{"title":null}""", "title")]
    [InlineData("GET", "/communities/{community}/threads?page=0", null, "page")]
    [InlineData("GET", "/threads/search", null, "q")]
    [InlineData("GET", "/threads/search?q=-no", null, "q")]
    [InlineData("GET", "/messages/search?q=...", null, "q")]
    [InlineData("GET", "/messages/search?q=a&cursor=x", null, "cursor")]
    [InlineData("GET", "/messages/search?q=a&author_id=me", null, "author_id")]
    [InlineData("GET", "/threads/{thread}/messages?before_seq=1&after_seq=1", null, "after_seq")]
    [InlineData("POST", "/threads/{thread}/messages", """{"content":""}""", "content")]
    [InlineData("POST", "/threads/{thread}/messages", """{"content":"  "}""", "content")]
    [InlineData("POST", "/threads/{thread}/messages", """{"content":"x","reply_to":"0198c0de-0000-7000-8000-0000000000c1"}""", "reply_to")]
    [InlineData(
        "POST",
        "/threads/{thread}/messages",
        """{"content":"x","attachments":["0198c0de-0000-7000-8000-0000000000c1"]}""",
        "attachments"
    )]
    [InlineData("PATCH", "/messages/{message}", """{"content":""}""", "content")]
    [InlineData("PATCH", "/messages/{message}", "{}", "content")]
    [InlineData("PUT", "/messages/{message}/reactions/x", null, "emoji")]
    [InlineData("PUT", "/messages/{message}/reactions/👍👍", null, "emoji")]
    [InlineData("PUT", "/channels/{thread}/read", """{"seq":-1}""", "seq")]
    [InlineData("POST", "/attachments", null, "file")]
    public async Task BadInputIsNamedAndChangesNothing(string method, string path, string? body, string field)
    {
        var me = await app.PersonAsync();
        var community = await app.CommunityAsync("private", me);
        var thread = await app.ThreadAsync(community, me);
        var message = await app.SayAsync(thread, me, "hello");
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            "/api/v1" + path.Replace("{community}", $"{community}").Replace("{thread}", $"{thread}").Replace("{message}", $"{message.Id()}")
        );
        if (body is not null)
        {
            request.Content = new StringContent(body, null, "application/json");
        }

        var problem = await app.HttpAs(me).SendAsync(request).ShouldAnswerAsync(400);

        problem["errors"]!.AsObject().Select(error => error.Key).ShouldContain(field);
        (await app.HttpAs(me).GetPathAsync($"/communities/{community}/threads").ShouldAnswerAsync(200))
            .Items()
            .Single()
            .Text("title")
            .ShouldBe("Openings");
        JsonNode.DeepEquals(await app.HttpAs(me).GetPathAsync($"/messages/{message.Id()}").ShouldAnswerAsync(200), message).ShouldBeTrue();
        (await app.HttpAs(me).GetPathAsync($"/threads/{thread}/messages").ShouldAnswerAsync(200)).Number("last_seq").ShouldBe(1);
    }
}
