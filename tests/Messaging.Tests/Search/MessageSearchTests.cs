using Community.Messaging.Search;
using Community.Platform.Http.Pagination;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Community.Messaging.Tests.Search;

[Collection(nameof(MessagingTests))]
public sealed class MessageSearchTests(MessagingApplication app)
{
    [Theory]
    [InlineData("gambit", 1, 2, 4)]
    [InlineData("gambits", 1, 2, 4)]
    [InlineData("GAMBIT", 1, 2, 4)]
    [InlineData("gamb", 1, 2, 4)]
    [InlineData("\"queen's gambit\"", 1)]
    [InlineData("gambit -queen", 2, 4)]
    [InlineData("gambits -playing", 1, 4)]
    [InlineData("the gambit", 1, 4)]
    [InlineData("rook OR playing", 2, 3)]
    [InlineData("\"lonely lonely\"")]
    [InlineData("\"rook pawn\"")]
    [InlineData("\"pawn rook\"", 3)]
    [InlineData("gambit nowhere")]
    [InlineData("c++ OR pawn", 3)]
    [InlineData("läufer", 5)]
    public async Task WordsPhrasesAndExclusions(string q, params int[] found)
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        foreach (
            var content in new[] { "The queen's gambit", "I was playing two gambits", "pawn rook", "The gambit again", "Läufer", "lonely" }
        )
        {
            await app.SayAsync(thread, me, content);
        }

        (await FindAsync(me, q)).Select(hit => hit["message"]!.Number("seq")).Order().ShouldBe(found.Select(seq => (long)seq));
    }

    [Theory]
    [InlineData("(a|(a|(a|(a|(a|", 1)]
    [InlineData("\"a a a a a a a a a a a a a a a a a a\"", 1)]
    [InlineData("a OR a OR a OR a OR a OR a OR a OR a OR a", 1)]
    [InlineData("a-a-a-a-a-a-a-a a/a/a/a/a/a/a/a", 1)]
    public async Task NoSearchTakesLong(string q, int found)
    {
        // The database limits the time: a search beyond it is answered with 503.
        var me = await app.PersonAsync();
        var community = await app.CommunityAsync("private", me);
        var thread = await app.ThreadAsync(community, me);
        var content = string.Concat(Enumerable.Repeat("a ", 4_000)).TrimEnd();
        await app.SayAsync(thread, me, content);
        await app.HttpAs(me)
            .SendAsync("POST", $"/communities/{community}/threads", new { title = "a a a a a a", content })
            .ShouldAnswerAsync(201);

        // All users can read public threads, and other tests write in them.
        var hits = (await FindAsync(me, q)).Where(hit => hit["message"]!.Id("channel_id") == thread).ToList();
        hits.Count.ShouldBe(found);
        hits.ShouldAllBe(hit => hit.Text("highlight").Contains("<mark>a</mark>"));
        await app.HttpAs(me).GetPathAsync($"/threads/search?q={Uri.EscapeDataString(q)}").ShouldAnswerAsync(200);
    }

    [Fact]
    public async Task ASearchThatTakesTooLongSaysSo()
    {
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();

        var refused = await Should.ThrowAsync<Platform.Http.Problems.ProblemException>(() =>
            SearchTime.LimitAsync(
                connection,
                async () =>
                {
                    await using var command = new NpgsqlCommand("SELECT pg_sleep(60)", connection);
                    return await command.ExecuteNonQueryAsync();
                },
                CancellationToken.None
            )
        );

        refused.Problem.Extensions["reason"].ShouldBe("search_too_slow");
        await using var after = new NpgsqlCommand("SELECT current_setting('statement_timeout')", connection);
        (await after.ExecuteScalarAsync()).ShouldBe("0");
    }

    [Theory]
    [InlineData("_a")]
    [InlineData("a_b-")]
    [InlineData("<!--")]
    [InlineData("./")]
    [InlineData("/~")]
    [InlineData("a1@a")]
    public async Task NoTextTakesLongToSearch(string repeated)
    {
        // Each of these texts once took the database more than a second to store and to highlight.
        var me = await app.PersonAsync();
        var community = await app.CommunityAsync("private", me);
        var thread = await app.ThreadAsync(community, me);
        var content = string.Concat(Enumerable.Repeat(repeated, 7_900 / repeated.Length)) + " sicilian";
        await app.HttpAs(me)
            .SendAsync("POST", $"/communities/{community}/threads", new { title = "Sicilian", content })
            .ShouldAnswerAsync(201);
        for (var count = 0; count < 10; count++)
        {
            await app.SayAsync(thread, me, content);
        }

        (await FindAsync(me, "sicilian")).Count(hit => hit["message"]!.Id("channel_id") == thread).ShouldBe(10);
    }

    [Theory]
    [InlineData("foo_bar", "<mark>foo</mark>_<mark>bar</mark>")]
    [InlineData("bar.tx", "<mark>bar</mark>.<mark>txt</mark>")]
    [InlineData("foo quoted", "<mark>foo</mark>_bar.txt &lt;b&gt; &amp; &quot;<mark>quoted</mark>")]
    public async Task JoinedWordsAreFoundAndShownAsWritten(string q, string highlight)
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        await app.SayAsync(thread, me, "a foo_bar.txt <b> & \"quoted\"");

        (await FindAsync(me, q)).Single().Text("highlight").ShouldContain(highlight);
    }

    [Fact]
    public async Task HighlightsAreSafeHtml()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        await app.SayAsync(thread, me, "<script>alert(1)</script> <mark>fake</mark> &lt; \"knights\" move <img src=x onerror=alert(1)>");

        var highlight = (await FindAsync(me, "knight script")).Single().Text("highlight");

        highlight.ShouldContain("<mark>knights</mark>");
        var bare = highlight.Replace("<mark>", "", StringComparison.Ordinal).Replace("</mark>", "", StringComparison.Ordinal);
        bare.ShouldNotContain('<');
        bare.ShouldNotContain('>');
        bare.ShouldNotContain('"');
    }

    [Fact]
    public async Task WhatIsEditedIsFoundByItsNewWords()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        var message = (await app.SayAsync(thread, me, "fianchetto")).Id();
        await app.HttpAs(me).SendAsync("PATCH", $"/messages/{message}", new { content = "prophylaxis" }).ShouldAnswerAsync(200);
        (await FindAsync(me, "fianchetto")).ShouldBeEmpty();
        (await FindAsync(me, "prophylaxis")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task FiltersAndPagesNarrow()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", me, other);
        var (first, second) = (await app.ThreadAsync(community, me), await app.ThreadAsync(community, me));
        for (var i = 0; i < 3; i++)
        {
            await app.SayAsync(first, me, $"zugzwang {i}");
            await app.SayAsync(second, other, $"zugzwang {i}");
        }

        var direct = (await app.WriteAsync(other, me, "zugzwang")).Id("channel_id");

        (await FindAsync(me, "zugzwang")).Count.ShouldBe(7);
        (await FindAsync(me, $"zugzwang&channel_id={first}")).Count.ShouldBe(3);
        (await FindAsync(me, $"zugzwang&channel_id={direct}")).Count.ShouldBe(1);
        (await FindAsync(me, $"zugzwang&author_id={other}")).Count.ShouldBe(4);
        (await FindAsync(me, $"zugzwang&community_id={community}")).Count.ShouldBe(6);
        var pages = new List<Guid>();
        for (var cursor = ""; cursor is not null; )
        {
            var page = await app.HttpAs(me).GetPathAsync($"/messages/search?q=zugzwang&limit=3{cursor}").ShouldAnswerAsync(200);
            pages.AddRange(page.Items().Select(hit => hit["message"]!.Id()));
            cursor = page["next_cursor"] is { } next ? $"&cursor={next.GetValue<string>()}" : null;
        }

        pages.Count.ShouldBe(7);
        pages.ShouldBe(pages.OrderDescending());
    }

    [Fact]
    public async Task OnlyWhatTheCallerMayReadIsFound()
    {
        var people = await app.PeopleAsync(5);
        var (owner, member, stranger, exMember, hidden) = (people[0], people[1], people[2], people[3], people[4]);
        var community = await app.CommunityAsync("private", owner, member, exMember, hidden);
        var thread = await app.ThreadAsync(community, owner);
        await app.SayAsync(thread, owner, "desperado in the thread");
        await app.SayAsync(thread, hidden, "desperado of the hidden one");
        var open = await app.ThreadAsync(await app.CommunityAsync("public", owner), owner);
        await app.SayAsync(open, owner, "desperado in the open");
        await app.WriteAsync(owner, member, "desperado between us");
        var chat = await app.EventAsync(owner, member);
        await app.HttpAs(owner)
            .SendAsync("POST", $"/events/{chat}/chat/messages", new { content = "desperado at the event" })
            .ShouldAnswerAsync(201);
        await app.LeaveAsync(community, exMember);
        await app.BlockAsync(hidden, member);

        (await WordsAsync(owner)).ShouldBe(["event", "hidden", "open", "thread", "us"]);
        (await WordsAsync(member)).ShouldBe(["event", "open", "thread", "us"]);
        (await WordsAsync(stranger)).ShouldBe(["open"]);
        (await WordsAsync(exMember)).ShouldBe(["open"]);
        await app.SuspendAsync(exMember);
        (await WordsAsync(exMember)).ShouldBeEmpty();

        async Task<List<string>> WordsAsync(Guid who) =>
            [
                .. (await FindAsync(who, "desperado"))
                    .Select(hit => hit["message"]!.Text("content"))
                    .Select(text => text.Contains("hidden", StringComparison.Ordinal) ? "hidden" : text.Split(' ')[^1])
                    .Order(StringComparer.Ordinal),
            ];
    }

    [Fact]
    public async Task OtherLanguagesAreWrittenAnew()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        await IndexedAsync();
        var message = (await app.SayAsync(thread, me, "castling")).Id();
        await app.ExecuteAsync($"UPDATE messages SET search = NULL WHERE id = {message}");
        (await FindAsync(me, "castled")).ShouldBeEmpty();

        await app.ExecuteAsync($"UPDATE search_indexing SET languages = 'simple' WHERE kind = 'messages'");
        (await IndexedAsync()).ShouldBe(app.Service<MessagingOptions>().SearchLanguages.Made);

        (await FindAsync(me, "castles")).Count.ShouldBe(1);
    }

    /// <summary>The service's own round may be running; then this one leaves the work to it.</summary>
    private Task<string> IndexedAsync()
    {
        var indexing = app.Service<IEnumerable<IHostedService>>().OfType<SearchIndexing>().Single();
        return Poll.ForAsync(async () =>
        {
            await indexing.SweepAsync(CancellationToken.None);
            return await app.WithDbAsync(db =>
                db.Database.SqlQuery<string>(
                        $"""SELECT languages AS "Value" FROM search_indexing WHERE done_up_to IS NULL AND kind = 'messages'"""
                    )
                    .SingleOrDefaultAsync()
            );
        });
    }

    [Fact]
    public async Task AmongAHundredThousandMessagesTheIndexFindsThem()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        await app.WithDbAsync(async db =>
        {
            db.Database.SetCommandTimeout(120);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO messages (id, channel_id, seq, author_id, content, content_html, created_at, search)
                SELECT gen_random_uuid(), {thread}, n, {me}, content, '', now(), to_tsvector('simple', content)
                FROM (SELECT n, 'move ' || n || ' of game ' || n % 1000 AS content FROM generate_series(1, 100000) AS n) AS made
                """
            );
            await db.Database.ExecuteSqlAsync($"UPDATE channels SET last_seq = 100000, message_count = 100000 WHERE id = {thread}");
            return await db.Database.ExecuteSqlRawAsync("ANALYZE messages; ANALYZE channels");
        });

        (await FindAsync(me, "\"game 17\"")).Count.ShouldBe(20);
        (await FindAsync(me, "\"4711\"")).Count.ShouldBe(1);
        // All pages together contain all hits, each once, whether they were among the last messages or came from the index.
        foreach (var (q, hits) in new[] { ("\"game 17\"", 100), ("\"game 17\" OR \"99000\"", 101) })
        {
            foreach (var scope in new[] { "", $"&channel_id={thread}", $"&author_id={me}" })
            {
                (await AllAsync(me, $"{Uri.EscapeDataString(q)}{scope}")).Distinct().Count().ShouldBe(hits);
            }
        }

        var plan = await PlanAsync(me, "4711 game");
        plan.ShouldContain("Bitmap Index Scan on messages_search");
        plan.ShouldNotContain("Seq Scan on messages");
    }

    private async Task<List<Guid>> AllAsync(Guid who, string query)
    {
        var found = new List<Guid>();
        for (var cursor = ""; ; )
        {
            var page = await app.HttpAs(who).GetPathAsync($"/messages/search?limit=30&q={query}{cursor}").ShouldAnswerAsync(200);
            found.AddRange(page.Items().Select(hit => hit["message"]!.Id()));
            if ((string?)page["next_cursor"] is not { } next)
            {
                return found;
            }

            cursor = $"&cursor={Uri.EscapeDataString(next)}";
        }
    }

    private async Task<string> PlanAsync(Guid viewer, string q)
    {
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand { Connection = connection };
        command.CommandText =
            "EXPLAIN "
            + app.Service<MessageSearch>()
                .Sql(SearchQuery.Parse(q)!, new MessageFilter(q), new CursorQuery(), viewer, last: null, command.Parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }

    private async Task<List<System.Text.Json.Nodes.JsonNode>> FindAsync(Guid who, string q) =>
        (
            await app.HttpAs(who)
                .GetPathAsync(
                    $"/messages/search?q={Uri.EscapeDataString(q).Replace("%26", "&", StringComparison.Ordinal).Replace("%3D", "=", StringComparison.Ordinal)}"
                )
                .ShouldAnswerAsync(200)
        ).Items();
}
