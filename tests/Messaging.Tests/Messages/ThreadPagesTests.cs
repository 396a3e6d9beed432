using System.Net;

namespace Community.Messaging.Tests.Messages;

/// <summary>Pages of threads that many users request at once are read together. Each user gets the same page as alone.</summary>
[Collection(nameof(MessagingTests))]
public sealed class ThreadPagesTests(MessagingApplication app)
{
    private static readonly string[] Parts =
    [
        "",
        "?limit=1",
        "?limit=3",
        "?limit=100",
        "?before_seq=4",
        "?before_seq=4&limit=2",
        "?before_seq=1",
        "?after_seq=0&limit=3",
        "?after_seq=5",
        "?after_seq=7",
    ];

    [Fact]
    public async Task EveryReaderGetsTheSameAloneAndAmongOthers()
    {
        // A moderator, a member, a member with a block, a former member, and a user who was never a member.
        var people = await app.PeopleAsync(5);
        var (moderator, member, blocked, former, stranger) = (people[0], people[1], people[2], people[3], people[4]);
        var community = await app.CommunityAsync("private", moderator, member, blocked, former);
        Guid[] threads = [await app.ThreadAsync(community, moderator), await app.ThreadAsync(community, member), Guid.CreateVersion7()];
        foreach (var thread in threads[..2])
        {
            for (var number = 1; number <= 7; number++)
            {
                var author = number % 3 == 0 ? moderator : member;
                var message = (await app.SayAsync(thread, author, $"number {number}")).Id();
                foreach (var reader in new[] { moderator, member }.Take(number % 3))
                {
                    await app.HttpAs(reader).SendAsync("PUT", $"/messages/{message}/reactions/👍").ShouldAnswerAsync(204);
                }
            }

            await app.ExecuteAsync($"UPDATE messages SET is_held = true WHERE channel_id = {thread} AND seq = 2");
        }

        await app.BlockAsync(member, blocked);
        await app.LeaveAsync(community, former);
        (Guid Reader, string Path)[] calls =
        [
            .. from reader in people from thread in threads from part in Parts select (reader, $"/threads/{thread}/messages{part}"),
        ];

        var alone = new List<(HttpStatusCode, string)>();
        foreach (var (reader, path) in calls)
        {
            alone.Add(await AnswerAsync(reader, path));
        }

        var together = await Task.WhenAll(calls.Select(call => AnswerAsync(call.Reader, call.Path)));

        together.ShouldBe(alone);
        // Two of the threads exist; in the second, the blocked user does not see the thread of its opener.
        alone.Count(answer => answer.Item1 == HttpStatusCode.OK).ShouldBe(Parts.Length * (2 + 2 + 1));
        alone.Count(answer => answer.Item1 == HttpStatusCode.NotFound).ShouldBe(Parts.Length * (1 + 1 + 2 + 3 + 3));
    }

    [Fact]
    public async Task AMessageThatCannotBeReadFailsOnlyItsOwnPage()
    {
        var me = (await app.PeopleAsync(1))[0];
        var community = await app.CommunityAsync("private", me);
        Guid[] threads = [await app.ThreadAsync(community, me), await app.ThreadAsync(community, me)];
        foreach (var thread in threads)
        {
            await app.SayAsync(thread, me, "hello");
        }

        try
        {
            await app.ExecuteAsync($"UPDATE messages SET reactions = jsonb_build_array('no reaction') WHERE channel_id = {threads[1]}");

            var answers = await Task.WhenAll(
                Enumerable.Range(0, 40).Select(number => AnswerAsync(me, $"/threads/{threads[number % 2]}/messages?limit={1 + number}"))
            );

            answers.Where((_, number) => number % 2 == 0).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
            answers.Where((_, number) => number % 2 == 1).ShouldAllBe(answer => answer.Status != HttpStatusCode.OK);
        }
        finally
        {
            // Other tests read every message of this database.
            await app.ExecuteAsync($"UPDATE messages SET reactions = NULL WHERE channel_id = {threads[1]}");
        }
    }

    private async Task<(HttpStatusCode Status, string Body)> AnswerAsync(Guid reader, string path)
    {
        using var answer = await app.HttpAs(reader).GetAsync($"/api/v1{path}");
        // A problem contains the id of its request.
        return (answer.StatusCode, answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : "");
    }
}
