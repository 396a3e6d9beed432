using System.Net;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.Conversation;

/// <summary>Streamed answers, and streams that are cut.</summary>
[Collection(nameof(TalkTests))]
public sealed class StreamTests(TalkApplication talk)
{
    private readonly string _name = Guid.CreateVersion7().ToString("N");
    private readonly TaskCompletionSource _gate = new();

    /// <summary>
    /// The model sends twelve words, of which the last eight are held back; then it waits for the test's gate; then it sends the rest.
    /// </summary>
    private const string Begin = "a b c d e f g h i j k l";
    private const string Shown = "a b c d";
    private const string Rest = " m n o";

    [Fact]
    public async Task TheFirstWordsComeBeforeTheLastAreSaid()
    {
        using var http = await UserAsync();
        AnswerInTwoParts();
        var events = new List<string>();
        await foreach (var item in http.StreamAsync(_name))
        {
            events.Add($"{item.EventType}@{item.EventId}");
            if (item.EventType == "delta" && _gate.TrySetResult())
            {
                item.Data.Text("content").ShouldBe(Shown);
            }
            if (item.EventType == "message")
            {
                (item.Data.Text("content"), item.Data.Text("status"), item.Data.Text("provider")).ShouldBe(
                    (Begin + Rest, "complete", "openai:stub")
                );
            }
        }

        events[..2].ShouldBe(["accepted@0", "delta@7"]);
        events[^1].ShouldBe($"message@{(Begin + Rest).Length}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStreamThatIsCutGoesOnWhereItWas(bool atAnotherInstance)
    {
        await using var second = atAnotherInstance ? await talk.SecondAsync() : null;
        var person = await talk.Companion.PersonAsync();
        using var http = talk.Companion.HttpAs(person);
        using var again = (second ?? talk.Companion).HttpAs(person);
        AnswerInTwoParts();
        Guid message = default;
        await foreach (var item in http.StreamAsync(_name))
        {
            if (item.EventType == "accepted")
            {
                message = item.Data.GetProperty("user_message_id").GetGuid();
            }
            if (item.EventType == "delta")
            {
                break;
            } // The reader is gone.
        }

        var text = Shown;
        await using var events = again
            .ResumeAsync(message, last: $"{Shown.Length}")
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = events.MoveNextAsync();
        _gate.SetResult();
        for (; await next; next = events.MoveNextAsync())
        {
            var item = events.Current;
            item.EventType.ShouldBeOneOf("delta", "message");
            if (item.EventType == "delta")
            {
                text += item.Data.Text("content");
            }
            if (item.EventType == "message")
            {
                item.Data.Text("content").ShouldBe(text);
            }
            if (item.EventType == "message")
            {
                text += ".";
            }
        }

        text.ShouldBe(Begin + Rest + ".");
    }

    [Fact]
    public async Task AnUnreadStreamIsStoredAndReplayed()
    {
        using var http = await UserAsync();
        AnswerInTwoParts();
        Guid answer = default;
        await foreach (var item in http.StreamAsync(_name))
        {
            answer = item.Data.GetProperty("message_id").GetGuid();
            break;
        }

        // The text so far is stored during the generation.
        await Poll.UntilAsync(async () => (await http.LinesAsync())[^1] == $"assistant: {Shown}");
        (await http.ShowAsync()).GetProperty("messages").GetProperty("items")[0].Text("status").ShouldBe("generating");
        _gate.SetResult();
        await Poll.UntilAsync(async () => (await http.LinesAsync())[^1] == $"assistant: {Begin}{Rest}");
        var events = new List<string>();
        await foreach (var item in http.ResumeAsync(answer))
        {
            events.Add($"{item.EventType}: {item.Data.Text("content")}");
        }
        events.ShouldBe([$"delta: {Begin}{Rest}", $"message: {Begin}{Rest}"]);
        talk.Model.Asked(_name).Count.ShouldBe(1);
    }

    [Fact]
    public async Task TheSameClientIdIsAskedOnceWhereverItIsSent()
    {
        await using var second = await talk.SecondAsync();
        var person = await talk.Companion.PersonAsync();
        using var here = talk.Companion.HttpAs(person);
        using var there = second.HttpAs(person);
        AnswerInTwoParts();
        var id = Guid.CreateVersion7().ToString();
        var answers = Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? here : there).SayAsync(_name, id)).ToArray();
        await Poll.UntilAsync(() => talk.Model.Asked(_name).Count > 0);
        _gate.SetResult();

        (await Task.WhenAll(answers))
            .Select(answer => answer.GetProperty("message").ToString())
            .Distinct()
            .ShouldHaveSingleItem()
            .ShouldContain(Begin + Rest);
        talk.Model.Asked(_name).Count.ShouldBe(1);
        (await here.LinesAsync()).Count(line => line.StartsWith("user: ", StringComparison.Ordinal)).ShouldBe(1);
        (await here.SayAsync(_name, id)).GetProperty("message").Text("content").ShouldBe(Begin + Rest);

        using var other = await here.TrySayAsync("Something else", id);
        (await other.ReadAsync(HttpStatusCode.Conflict)).Text("reason").ShouldBe("client_id_taken");
    }

    [Fact]
    public async Task OneMessageIsAnsweredAtATimeExceptInACrisis()
    {
        using var http = await UserAsync();
        AnswerInTwoParts();
        var first = http.SayAsync(_name);
        await Poll.UntilAsync(() => talk.Model.Asked(_name).Count > 0);

        using var second = await http.TrySayAsync("And another thing");
        (await second.ReadAsync(HttpStatusCode.Conflict)).Text("reason").ShouldBe("busy");
        (await http.SayAsync("I want to kill myself")).GetProperty("message").Text("provider").ShouldBe("safety");
        _gate.SetResult();
        (await first).GetProperty("message").Text("content").ShouldBe(Begin + Rest);
        (await http.SayAsync("Sorry, it was just a joke"))
            .GetProperty("message")
            .Text("provider")
            .ShouldBe("safety", "a crisis lasts longer than a message");
        (await http.SayAsync("And another thing")).GetProperty("message").Text("provider").ShouldBe("openai:stub");
    }

    [Fact]
    public async Task AMessageIsNotEditedWhileItIsAnswered()
    {
        using var http = await UserAsync();
        AnswerInTwoParts();
        var first = http.SayAsync(_name);
        await Poll.UntilAsync(() => talk.Model.Asked(_name).Count > 0);
        var id = (await http.ShowAsync()).GetProperty("messages").GetProperty("items")[1].Text("id");

        using var early = await http.TryEditAsync(id, "Another thing");
        (await early.ReadAsync(HttpStatusCode.Conflict)).Text("reason").ShouldBe("busy");
        using var grave = await http.TryEditAsync(id, "I want to kill myself");
        (await grave.ReadAsync(HttpStatusCode.Conflict)).Text("help").ShouldNotBeEmpty();
        _gate.SetResult();
        await first;
        (await http.EditAsync(id, "Another thing")).GetProperty("message").Text("content").ShouldBe("Another thing");
        await http.SayAsync($"{_name} after");
        talk.Model.Asked($"{_name} after")
            .ShouldHaveSingleItem()
            .GetProperty("messages")
            .EnumerateArray()
            .Select(FakeModel.TextOf)
            .ShouldContain("Another thing");
    }

    [Fact]
    public async Task AnAnswerWhoseInstanceIsGoneIsTakenOver()
    {
        using var http = await UserAsync();
        var before = await http.SayAsync($"{_name} before");
        var nothing = await AbandonAsync(before.GetProperty("message").GetProperty("id").GetGuid(), "");
        await foreach (var item in http.ResumeAsync(nothing))
        {
            if (item.EventType == "message")
            {
                item.Data.Text("content").ShouldBe($"I hear you: {_name} before");
            }
        }

        talk.Model.Asked($"{_name} before").Count.ShouldBe(2, "nothing had come: it is asked again");
        talk.Model.Asked($"{_name} before")[1]
            .GetProperty("messages")
            .ToString()
            .ShouldBe(talk.Model.Asked($"{_name} before")[0].GetProperty("messages").ToString());

        // Another answer: the process that took the first one over may still be about to forget it.
        var later = await http.SayAsync($"{_name} later");
        var some = await AbandonAsync(later.GetProperty("message").GetProperty("id").GetGuid(), "I hear");
        await foreach (var item in http.ResumeAsync(some))
        {
            if (item.EventType == "message")
            {
                (item.Data.Text("content"), item.Data.Text("status"), item.Data.Text("provider")).ShouldBe(
                    ("I hear", "cut", "openai:stub")
                );
            }
        }

        talk.Model.Asked($"{_name} later").Count.ShouldBe(1);
    }

    [Fact]
    public async Task WhatIsDeletedWhileItIsAnsweredIsGone()
    {
        using var http = await UserAsync();
        AnswerInTwoParts();
        var events = new List<string>();
        await foreach (var item in http.StreamAsync(_name))
        {
            events.Add(item.EventType);
            if (item.EventType == "delta")
            {
                (await http.DeleteAsync(new Uri(Talking.Path, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
                _gate.TrySetResult();
            }
        }

        events[^1].ShouldBe("error");
        (await http.LinesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task OtherPeoplesStreamsAreNotThere()
    {
        using var http = await UserAsync();
        var said = await http.SayAsync(_name);
        using var other = await UserAsync();
        foreach (var id in new[] { said.Text("user_message_id"), said.GetProperty("message").Text("id"), Guid.CreateVersion7().ToString() })
        {
            (await other.GetAsync(new Uri($"{Talking.Path}/messages/{id}/stream", UriKind.Relative))).StatusCode.ShouldBe(
                HttpStatusCode.NotFound
            );
            (await other.DeleteAsync(new Uri($"{Talking.Path}/messages/{id}", UriKind.Relative))).StatusCode.ShouldBe(
                HttpStatusCode.NotFound
            );
        }

        using var bad = new HttpRequestMessage(HttpMethod.Get, $"{Talking.Path}/messages/{said.Text("user_message_id")}/stream");
        bad.Headers.Add("Last-Event-ID", "-1");
        (await http.SendAsync(bad)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await http.LinesAsync()).Length.ShouldBe(3);
    }

    private async Task<HttpClient> UserAsync() => talk.Companion.HttpAs(await talk.Companion.PersonAsync());

    private void AnswerInTwoParts() =>
        talk.Model.When(
            _name,
            async reply =>
            {
                await reply.PieceAsync(Begin);
                await reply.WaitAsync(_gate.Task);
                await reply.SayAsync(Rest);
            }
        );

    /// <summary>The state after the instance that generated the answer was lost, with this much of the answer stored.</summary>
    private async Task<Guid> AbandonAsync(Guid answer, string content)
    {
        await talk.Companion.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                UPDATE companion_messages SET status = 'generating', content = {content}, provider = NULL, lease_id = gen_random_uuid(), leased_until = now() - interval '1 second'
                WHERE id = {answer}
                """
            )
        );
        return answer;
    }
}
