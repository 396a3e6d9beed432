using Community.Contracts.Events;
using Community.Testing;

namespace Community.Messaging.Tests.EventChats;

[Collection(nameof(MessagingTests))]
public sealed class EventChatTests(MessagingApplication app)
{
    [Fact]
    public async Task TheOrganizerAndTheRegisteredTalk()
    {
        var people = await app.PeopleAsync(3);
        var chat = await app.EventAsync(people[0], people[1]);

        (await ReadAsync(people[1], chat)).ShouldBeEmpty();
        var sent = await Task.WhenAll(
            people
                .Take(2)
                .Select(person =>
                    app.HttpAs(person).SendAsync("POST", $"/events/{chat}/chat/messages", new { content = "hello" }).ShouldAnswerAsync(201)
                )
        );

        sent.Select(message => message.Number("seq")).Order().ShouldBe([1, 2]);
        (await ReadAsync(people[0], chat)).ShouldBe(["hello", "hello"]);
        await app.HttpAs(people[2]).GetPathAsync($"/events/{chat}/chat/messages").ShouldAnswerAsync(404, "no_such_chat");
        await app.HttpAs(people[2]).GetPathAsync($"/messages/{sent[0].Id()}").ShouldAnswerAsync(404);
        await app.HttpAs(people[2])
            .SendAsync("POST", $"/events/{Guid.CreateVersion7()}/chat/messages", new { content = "x" })
            .ShouldAnswerAsync(404, "no_such_chat");
        await app.HttpAs(people[0]).SendAsync("DELETE", $"/messages/{sent[1].Id()}").ShouldAnswerAsync(204);
    }

    [Fact]
    public async Task ConcurrentFirstMessagesShareOneChat()
    {
        var people = await app.PeopleAsync(10);
        var chat = await app.EventAsync(people[0], [.. people]);
        var sent = await Task.WhenAll(
            people.Select(person =>
                app.HttpAs(person).SendAsync("POST", $"/events/{chat}/chat/messages", new { content = "hello" }).ShouldAnswerAsync(201)
            )
        );
        sent.Select(message => message.Id("channel_id")).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ACancelledRegistrationEndsAccessAndACancelledEventKeepsItsChat()
    {
        var people = await app.PeopleAsync(2);
        var (chat, registration, now) = (await app.EventAsync(people[0]), Guid.CreateVersion7(), DateTimeOffset.UnixEpoch.AddYears(56));
        await app.PublishAsync(new RsvpConfirmed(Guid.CreateVersion7(), now, registration, 1, chat, people[1], people[0]));
        await Poll.UntilAsync(async () =>
            (int)(await app.HttpAs(people[1]).GetPathAsync($"/events/{chat}/chat/messages")).StatusCode == 200
        );
        await app.PublishAsync(new EventCancelled(Guid.CreateVersion7(), now, chat, 2, people[0], "rain"));
        await app.HttpAs(people[1]).SendAsync("POST", $"/events/{chat}/chat/messages", new { content = "a pity" }).ShouldAnswerAsync(201);

        await app.ExecuteAsync($"UPDATE registrations SET is_confirmed = false, version = 2 WHERE id = {registration}");

        await app.HttpAs(people[1]).GetPathAsync($"/events/{chat}/chat/messages").ShouldAnswerAsync(404);
        await app.HttpAs(people[1]).SendAsync("POST", $"/events/{chat}/chat/messages", new { content = "x" }).ShouldAnswerAsync(404);
        (await app.HttpAs(people[1]).GetPathAsync("/messages/unread").ShouldAnswerAsync(200)).Number("total").ShouldBe(0);
    }

    [Fact]
    public async Task ANewRegistrationIsLoadedFromEvents()
    {
        var people = await app.PeopleAsync(2);
        var chat = Guid.CreateVersion7();
        app.Owners.Answers[$"/internal/events/{chat}/registrations/{people[1]}"] = new RegistrationSnapshot(
            1,
            people[0],
            "Simul",
            Guid.CreateVersion7(),
            3,
            true
        );
        await app.HttpAs(people[1]).SendAsync("POST", $"/events/{chat}/chat/messages", new { content = "hello" }).ShouldAnswerAsync(201);
        (await ReadAsync(people[0], chat)).ShouldBe(["hello"]);
    }

    private async Task<List<string>> ReadAsync(Guid who, Guid chat) =>
        [
            .. (await app.HttpAs(who).GetPathAsync($"/events/{chat}/chat/messages").ShouldAnswerAsync(200))
                .Items()
                .Select(item => item.Text("content")),
        ];
}
