using System.Text.Json;
using Community.Sdk;
using Community.Sdk.Models;

namespace Community.SdkDotnet.Tests;

public sealed class JsonTests
{
    [Fact]
    public async Task AChangeSendsWhatIsSet()
    {
        using var network = new Script(Script.Json("{}"));
        await network
            .Client()
            .Me.UpdateAsync(
                new()
                {
                    Bio = null,
                    City = "Dubai",
                    Interests = new(["tea"]),
                }
            );
        using var sent = JsonDocument.Parse(network.Sent[0].Body);
        sent.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["bio", "city", "interests"], ignoreOrder: true);
        sent.RootElement.GetProperty("bio").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task ABodyLeavesOutWhatIsNull()
    {
        using var network = new Script(Script.Json("{}", 201));
        await network.Client().Threads.CreateAsync(Guid.CreateVersion7(), new() { Title = "Tea", Content = "Green?" });
        network.Sent[0].Body.ShouldBe("""{"content":"Green?","title":"Tea"}""");
    }

    [Fact]
    public void AWordThatIsNotKnownIsKept()
    {
        var word = JsonSerializer.Deserialize("\"by_owl\"", CommunityJson.Default.CheckoutMethod);
        word.Value.ShouldBe("by_owl");
        word.ShouldBe(new CheckoutMethod("by_owl"));
        word.ShouldNotBe(CheckoutMethod.Card);
        JsonSerializer.Serialize(word, CommunityJson.Default.CheckoutMethod).ShouldBe("\"by_owl\"");
        default(CheckoutMethod).Value.ShouldBe("");
    }

    [Fact]
    public void AnAnswerOfAnotherVersionIsRead()
    {
        var older = JsonSerializer.Deserialize("{}", CommunityJson.Default.EventView)!;
        (older.Name, older.Interests.Count, older.Organizer).ShouldBe(("", 0, null));
        var newer = JsonSerializer.Deserialize("""{"name":"Tea","scent":["jasmine"]}""", CommunityJson.Default.EventView)!;
        newer.Name.ShouldBe("Tea");
    }

    [Fact]
    public async Task OneOfTwoAnswersIsToldByItsStatus()
    {
        using var joined = new Script(Script.Json("""{"role":"member"}"""));
        (await joined.Client().Communities.JoinByLinkAsync("c1")).First.ShouldNotBeNull();
        using var asked = new Script(Script.Json("{}", 202));
        var answer = await asked.Client().Communities.JoinByLinkAsync("c1");
        (answer.First, answer.Second).ShouldSatisfyAllConditions(() => answer.First.ShouldBeNull(), () => answer.Second.ShouldNotBeNull());
    }
}
