using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Community.Social.Tests.People;
using Community.Testing;

namespace Community.Social.Tests.Relations;

/// <summary>
/// The rights to a person's requests and connections, and the conditions of every call, as a table of which every row is tried.
/// </summary>
[Collection(nameof(SocialTests))]
public sealed class RelationAuthorizationTests(SocialApplication app)
{
    /// <summary>
    /// For a pending request: the status for the asker, the asked and a stranger. A person with a block is a stranger (BlockSecrecyTests).
    /// </summary>
    public static TheoryData<string, string, int, int, int> OnARequest { get; } =
        new()
        {
            { "POST", "/connections/{0}/accept", 404, 200, 404 },
            { "POST", "/connections/{0}/decline", 404, 204, 404 },
            { "DELETE", "/connections/{0}", 204, 404, 404 },
        };

    public static TheoryData<string, string, int, int, int> OnAConnection { get; } =
        new()
        {
            { "POST", "/connections/{0}/accept", 404, 200, 404 },
            { "POST", "/connections/{0}/decline", 404, 409, 404 },
            { "DELETE", "/connections/{0}", 204, 204, 404 },
        };

    /// <summary>Any call: without a token, as a guest, and as a person whom moderators have muted.</summary>
    public static TheoryData<string, string, int, int, int> Calls { get; } =
        new()
        {
            { "POST", "/connections", 401, 403, 403 },
            { "GET", "/connections", 401, 200, 200 },
            { "GET", "/connections/pending", 401, 200, 200 },
            { "POST", "/connections/{1}/accept", 401, 404, 404 },
            { "POST", "/connections/{1}/decline", 401, 404, 404 },
            { "DELETE", "/connections/{1}", 401, 404, 404 },
            { "PUT", "/users/{0}/follow", 401, 403, 403 },
            { "DELETE", "/users/{0}/follow", 401, 403, 204 },
            { "GET", "/users/{0}/followers", 401, 200, 200 },
            { "GET", "/users/{0}/following", 401, 200, 200 },
            { "GET", "/users/{0}/relation", 401, 200, 200 },
            { "PUT", "/blocks/{0}", 401, 403, 204 },
            { "DELETE", "/blocks/{0}", 401, 403, 204 },
            { "GET", "/blocks", 401, 200, 200 },
        };

    [Theory, MemberData(nameof(OnARequest))]
    public async Task ARequestIsAnsweredByTheAskedAndWithdrawnByTheAsker(string method, string path, int asker, int asked, int stranger)
    {
        foreach (var (who, status) in new[] { (0, asker), (1, asked), (2, stranger) })
        {
            var people = await app.PeopleAsync(3);
            var id = await app.HttpAs(people[0]).AskedAsync(people[1]);
            var before = await app.RowAsync(id);
            await (await SendAsync(app.HttpAs(people[who]), method, path, id, id)).ShouldBeAsync(
                (HttpStatusCode)status,
                status == 404 ? "no_such_connection" : null
            );
            ((await app.RowAsync(id)).Version == before.Version).ShouldBe(status >= 400);
        }
    }

    [Theory, MemberData(nameof(OnAConnection))]
    public async Task AConnectionIsRemovedByEither(string method, string path, int asker, int asked, int stranger)
    {
        foreach (var (who, status) in new[] { (0, asker), (1, asked), (2, stranger) })
        {
            var people = await app.PeopleAsync(3);
            var id = await app.ConnectedAsync(people[0], people[1]);
            var before = await app.RowAsync(id);
            await (await SendAsync(app.HttpAs(people[who]), method, path, id, id)).ShouldBeAsync((HttpStatusCode)status);
            ((await app.RowAsync(id)).Version == before.Version).ShouldBe(status != 204);
        }
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task EveryCallNeedsACaller(string method, string path, int anonymous, int guest, int muted)
    {
        var person = await app.PersonAsync();
        var visitor = Users.Registered(Users.Profile(), isGuest: true);
        await app.AddAsync(visitor);
        var silenced = await app.PersonAsync();
        await app.ExecuteAsync($"UPDATE people SET muted_until = now() + interval '1 day' WHERE id = {silenced}");

        foreach (
            var (http, status) in new[] { (app.Http(), anonymous), (app.HttpAs(visitor.UserId), guest), (app.HttpAs(silenced), muted) }
        )
        {
            await (await SendAsync(http, method, path, person, Guid.CreateVersion7())).ShouldBeAsync((HttpStatusCode)status);
        }
    }

    [Fact]
    public async Task AMutedUserAcceptsNoRequestButDeclinesAndRemoves()
    {
        var people = await app.PeopleAsync(3);
        var (accepting, declining) = (await app.HttpAs(people[0]).AskedAsync(people[2]), await app.HttpAs(people[1]).AskedAsync(people[2]));
        await app.ExecuteAsync($"UPDATE people SET muted_until = now() + interval '1 day' WHERE id = {people[2]}");

        await (await app.HttpAs(people[2]).AcceptAsync(accepting)).ShouldBeAsync(HttpStatusCode.Forbidden, "muted");
        await (await app.HttpAs(people[2]).DeclineAsync(declining)).ShouldBeDoneAsync();
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, string method, string path, Guid person, Guid connection)
    {
        var request = new HttpRequestMessage(
            new HttpMethod(method),
            "/api/v1" + string.Format(CultureInfo.InvariantCulture, path, person, connection)
        );
        if (path == "/connections" && method == "POST")
        {
            request.Content = JsonContent.Create(new { user_id = person });
        }

        return http.SendAsync(request);
    }
}
