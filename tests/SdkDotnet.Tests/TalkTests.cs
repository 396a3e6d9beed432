using System.Text;
using Community.Sdk;
using Community.Sdk.Models;

namespace Community.SdkDotnet.Tests;

public sealed class TalkTests
{
    private const string Accepted = """
        id: 1
        event: accepted
        data: {"message_id":"0198c0de-0000-7000-8000-0000000000d2","user_message_id":"0198c0de-0000-7000-8000-0000000000d1","notice":null}


        """;

    private const string Message = """
        id: 3
        event: message
        data: {"content":"Hello Amal","provider":"local"}


        """;

    [Fact]
    public async Task AnAnswerIsFollowedAsItIsMade()
    {
        using var network = new Script(Stream($"{Accepted}id: 2\nevent: delta\ndata: {{\"content\":\"Hello\"}}\n\n{Message}"));
        var events = await network.Client().Companion.TalkAsync(new SaidByUser { Content = "Hi" }).ToListAsync();
        events.Select(one => one.GetType().Name).ShouldBe(["TalkAccepted", "TalkDelta", "TalkMessage"]);
        ((TalkMessage)events[2]).Message.Content.ShouldBe("Hello Amal");
    }

    [Fact]
    public async Task ACutStreamIsContinuedAndTheMessageIsAskedOnce()
    {
        using var network = new Script(Stream(Accepted), Stream(Message));
        var events = await network.Client().Companion.TalkAsync(new SaidByUser { Content = "Hi" }).ToListAsync();
        events.Count.ShouldBe(2);
        network.Sent.Select(sent => sent.Method).ShouldBe(["POST", "GET"]);
        network.Sent[1].PathAndQuery.ShouldBe("/api/v1/companion/messages/0198c0de-0000-7000-8000-0000000000d2/stream");
        network.Sent[1].Headers["Last-Event-ID"].ShouldBe("1");
    }

    [Fact]
    public async Task AStreamThatIsCutBeforeItsFirstEventIsAskedAgainWithTheSameId()
    {
        using var network = new Script(Stream(""), Stream(Accepted + Message));
        await network.Client().Companion.TalkAsync(new SaidByUser { Content = "Hi" }).ToListAsync();
        network.Sent.Select(sent => sent.Method).ShouldBe(["POST", "POST"]);
        network.Sent[1].Body.ShouldBe(network.Sent[0].Body);
        network.Sent[0].Body.ShouldContain("client_id");
    }

    [Fact]
    public async Task AFailedAnswerSaysWhy()
    {
        using var network = new Script(
            Stream($"{Accepted}event: error\ndata: {{\"reason\":\"unavailable\",\"detail\":\"Try later.\"}}\n\n")
        );
        var failed = await Should.ThrowAsync<StreamFailedException>(async () =>
            await network.Client().Companion.TalkAsync(new SaidByUser { Content = "Hi" }).ToListAsync()
        );
        failed.Reason.ShouldBe("unavailable");
    }

    private static Func<Sent, HttpResponseMessage> Stream(string text) =>
        _ => new() { Content = new StringContent(text, Encoding.UTF8, "text/event-stream") };
}
