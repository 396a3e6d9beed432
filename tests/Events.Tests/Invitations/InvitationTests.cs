using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Events;
using Community.Contracts.Identity;
using Community.Events.Tests.Publishing;
using Community.People;
using Community.People.Blocks;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Invitations;

[Collection(nameof(EventsTests))]
public sealed class InvitationTests(EventsApplication events) : IAsyncLifetime
{
    private readonly Guid _me = Guid.CreateVersion7();
    private readonly UserRegistered _maya = Calls.Person("maya", "Maya Haddad");

    private HttpClient Me => events.Organizer(_me);

    public async ValueTask InitializeAsync()
    {
        await events.RecordAsync();
        await events.AddAsync(_maya);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task AnInvitedUserSeesThePrivateEventUntilTheInvitationIsWithdrawn()
    {
        var id = (await Me.PublishedAsync(("visibility", "private"))).Id();
        var maya = events.HttpAs(_maya.UserId);
        await (await maya.GetAsync($"/api/v1/events/{id}")).ShouldBeAsync(HttpStatusCode.NotFound);

        await (await InviteAsync(Me, id, _maya.UserId)).ShouldBeAsync(HttpStatusCode.NoContent);

        (await maya.GetJsonAsync($"/events/{id}")).Id().ShouldBe(id);
        (await maya.GetJsonAsync("/events/invited")).GetProperty("items")[0].Id().ShouldBe(id);
        var listed = (await Me.GetJsonAsync($"/events/{id}/invitations")).GetProperty("items")[0];
        (listed.GetProperty("user_id").GetGuid(), listed.Text("username"), listed.Text("full_name")).ShouldBe(
            (_maya.UserId, "maya", "Maya Haddad")
        );
        var sent = await events.LastAnnouncedAsync<EventInvitationSent>(listed.Id());
        (sent.CommunityEventId, sent.FromUserId, sent.ToUserId).ShouldBe((id, _me, _maya.UserId));

        await (await Me.DeleteAsync($"/api/v1/events/{id}/invitations/{_maya.UserId}")).ShouldBeAsync(HttpStatusCode.NoContent);
        await (await Me.DeleteAsync($"/api/v1/events/{id}/invitations/{_maya.UserId}")).ShouldBeAsync(HttpStatusCode.NotFound);
        await (await maya.GetAsync($"/api/v1/events/{id}")).ShouldBeAsync(HttpStatusCode.NotFound);
        (await maya.GetJsonAsync("/events/invited")).GetProperty("total").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task AUserWhoCannotBeInvitedIsSkippedAndTheAnswerIsTheSame()
    {
        var id = (await Me.PublishedAsync()).Id();
        var (blocker, blocked, erased) = (Calls.Person("blocker"), Calls.Person("blocked"), Calls.Person("erased"));
        await events.AddAsync(blocker, blocked, erased);
        await events.WithDbAsync(async db =>
        {
            await db.ApplyBlockAsync(new(Guid.Empty, 1, blocker.UserId, _me), isBlocked: true);
            await db.ApplyBlockAsync(new(Guid.Empty, 1, _me, blocked.UserId), isBlocked: true);
            await db.ApplyErasureAsync(erased.UserId);
            return true;
        });

        string? first = null;
        foreach (
            var person in (Guid[])[_maya.UserId, blocker.UserId, blocked.UserId, erased.UserId, _me, Guid.CreateVersion7(), _maya.UserId]
        )
        {
            using var answer = await InviteAsync(Me, id, person);
            await answer.ShouldBeAsync(HttpStatusCode.NoContent);
            first ??= await answer.Content.ReadAsStringAsync();
            (await answer.Content.ReadAsStringAsync()).ShouldBe(first);
        }

        (await InvitedAsync(id)).ShouldBe([_maya.UserId]);
        (
            await events.WithDbAsync(db =>
                db.Database.SqlQuery<int>(
                        $"""SELECT count(*)::int AS "Value" FROM announced WHERE type LIKE '%EventInvitationSent' AND payload LIKE {$"%{id}%"}"""
                    )
                    .SingleAsync()
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task TheSamePersonAtOnceIsInvitedOnce()
    {
        var id = (await Me.PublishedAsync()).Id();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => InviteAsync(Me, id, _maya.UserId, _maya.UserId)));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.NoContent);
        (await InvitedAsync(id)).ShouldBe([_maya.UserId]);
    }

    [Fact]
    public async Task OnlyTheOrganizerInvitesListsAndWithdraws()
    {
        var (published, draft) = ((await Me.PublishedAsync()).Id(), (await Me.CreateAsync()).Id());
        await (await InviteAsync(Me, published, _maya.UserId)).ShouldBeAsync(HttpStatusCode.NoContent);
        var other = events.Organizer(Guid.CreateVersion7());
        foreach (var (id, status) in ((Guid, HttpStatusCode)[])[(published, HttpStatusCode.Forbidden), (draft, HttpStatusCode.NotFound)])
        {
            await (await InviteAsync(other, id, _maya.UserId)).ShouldBeAsync(status);
            await (await other.GetAsync($"/api/v1/events/{id}/invitations")).ShouldBeAsync(status);
            await (await other.DeleteAsync($"/api/v1/events/{id}/invitations/{_maya.UserId}")).ShouldBeAsync(status);
        }

        await (await InviteAsync(events.HttpAs(_me), published, _maya.UserId)).ShouldBeAsync(HttpStatusCode.Forbidden);
        (await InvitedAsync(published)).ShouldBe([_maya.UserId]);
    }

    [Fact]
    public async Task ADraftAndACancelledEventTakeNoInvitations()
    {
        var (draft, cancelled) = ((await Me.CreateAsync()).Id(), (await Me.PublishedAsync()).Id());
        await (await Me.PostAsync($"/api/v1/events/{cancelled}/cancel", null)).ShouldBeAsync(HttpStatusCode.OK);
        await (await InviteAsync(Me, draft, _maya.UserId)).ShouldBeAsync(HttpStatusCode.Conflict, "event_not_published");
        await (await InviteAsync(Me, cancelled, _maya.UserId)).ShouldBeAsync(HttpStatusCode.Conflict, "event_cancelled");
    }

    [Fact]
    public async Task NoUserAndTooManyUsersAreRefused()
    {
        var id = (await Me.PublishedAsync()).Id();
        await (await InviteAsync(Me, id)).ShouldRefuseAsync("user_ids");
        await (await InviteAsync(Me, id, [.. Enumerable.Range(0, 101).Select(_ => Guid.CreateVersion7())])).ShouldRefuseAsync("user_ids");
        await (
            await Me.PostAsJsonAsync($"/api/v1/events/{id}/invitations", new JsonObject { ["user_ids"] = new JsonArray("maya") })
        ).ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    private async Task<List<Guid>> InvitedAsync(Guid id) =>
        [
            .. (await Me.GetJsonAsync($"/events/{id}/invitations"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("user_id").GetGuid()),
        ];

    private static Task<HttpResponseMessage> InviteAsync(HttpClient http, Guid id, params Guid[] people) =>
        http.PostAsJsonAsync(
            $"/api/v1/events/{id}/invitations",
            new JsonObject { ["user_ids"] = new JsonArray([.. people.Select(person => JsonValue.Create(person))]) }
        );
}
