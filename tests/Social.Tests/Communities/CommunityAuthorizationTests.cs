using System.Net;
using System.Net.Http.Json;
using Community.Social.Membership;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Communities;

/// <summary>The answers by caller, call by call. Every kind of caller makes every call, on a community of every visibility.</summary>
[Collection(nameof(SocialTests))]
public sealed class CommunityAuthorizationTests(SocialApplication app)
{
    // For an open community: anonymous, stranger, former member, member, moderator, owner.
    private static readonly (string Method, string Path, int[] Answers)[] Open =
    [
        ("GET", "", [404, 200, 200, 200, 200, 200]),
        ("GET", "/activity", [401, 200, 200, 200, 200, 200]),
        ("GET", "/picture", [200, 200, 200, 200, 200, 200]),
        ("PATCH", "", [401, 403, 403, 403, 403, 200]),
        ("PUT", "/picture", [401, 403, 403, 403, 403, 415]),
        ("DELETE", "/picture", [401, 403, 403, 403, 403, 204]),
        ("DELETE", "", [401, 403, 403, 403, 403, 204]),
    ];

    private static readonly (string Method, string Path, int[] Answers)[] Private =
    [
        ("GET", "", [404, 404, 404, 200, 200, 200]),
        ("GET", "/activity", [401, 404, 404, 200, 200, 200]),
        ("GET", "/picture", [404, 404, 404, 200, 200, 200]),
        ("PATCH", "", [401, 404, 404, 403, 403, 200]),
        ("PUT", "/picture", [401, 404, 404, 403, 403, 415]),
        ("DELETE", "/picture", [401, 404, 404, 403, 403, 204]),
        ("DELETE", "", [401, 404, 404, 403, 403, 204]),
    ];

    // Held or removed: only its owners know of it, and they can change it only while it is held.
    private static readonly (string Method, string Path, int[] Answers)[] Held =
    [
        ("GET", "", [404, 404, 404, 404, 404, 200]),
        ("GET", "/activity", [401, 404, 404, 404, 404, 200]),
        ("GET", "/picture", [404, 404, 404, 404, 404, 200]),
        ("PATCH", "", [401, 404, 404, 404, 404, 200]),
        ("PUT", "/picture", [401, 404, 404, 404, 404, 415]),
        ("DELETE", "/picture", [401, 404, 404, 404, 404, 204]),
        ("DELETE", "", [401, 404, 404, 404, 404, 204]),
    ];

    private static readonly (string Method, string Path, int[] Answers)[] Removed =
    [
        ("GET", "", [404, 404, 404, 404, 404, 200]),
        ("GET", "/activity", [401, 404, 404, 404, 404, 200]),
        ("GET", "/picture", [404, 404, 404, 404, 404, 200]),
        ("PATCH", "", [401, 404, 404, 404, 404, 409]),
        ("PUT", "/picture", [401, 404, 404, 404, 404, 409]),
        ("DELETE", "/picture", [401, 404, 404, 404, 404, 409]),
        ("DELETE", "", [401, 404, 404, 404, 404, 204]),
    ];

    private static readonly (string Method, string Path, int[] Answers)[] Deleted =
    [
        .. Open.Select(row =>
            (row.Method, row.Path, (int[])[row.Path is "" or "/picture" && row.Method == "GET" ? 404 : 401, 404, 404, 404, 404, 404])
        ),
    ];

    [Theory]
    [InlineData("public")]
    [InlineData("paid")]
    [InlineData("private")]
    [InlineData("held")]
    [InlineData("removed")]
    [InlineData("deleted")]
    public async Task EachCallAnswersEachCallerAsTheTableSays(string kind)
    {
        var people = await app.PeopleAsync(5);
        var owner = people[4];
        var id = await app.FoundIdAsync(
            owner,
            kind switch
            {
                "private" => [("visibility", "private")],
                "paid" => CommunityCalls.Paid,
                _ => [],
            }
        );
        await app.JoinAsync(id, people[1]);
        await app.JoinAsync(id, people[2]);
        await app.JoinAsync(id, people[3], MemberRole.Moderator);
        await app.ExecuteAsync(
            $"UPDATE community_members SET is_member = false, left_at = now(), leave_reason = 'removed' WHERE community_id = {id} AND user_id = {people[1]}"
        );
        await (await app.HttpAs(owner).PutPictureAsync(id, CommunityPictureTests.Jpeg)).ShouldBeAsync(HttpStatusCode.OK);
        await app.ExecuteAsync(
            $"UPDATE communities SET held_at = CASE {kind} WHEN 'held' THEN now() END, removed_at = CASE {kind} WHEN 'removed' THEN now() END WHERE id = {id}"
        );
        if (kind == "deleted")
        {
            await app.HttpAs(owner).DeleteAsync($"/api/v1/communities/{id}");
        }

        HttpClient[] callers = [app.Http(), .. people.Select(person => app.HttpAs(person))];
        var table = kind switch
        {
            "private" => Private,
            "held" => Held,
            "removed" => Removed,
            "deleted" => Deleted,
            _ => Open,
        };
        foreach (var (method, path, answers) in table)
        {
            for (var i = 0; i < callers.Length; i++)
            {
                var before = await RowAsync(id);
                using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/communities/{id}{path}")
                {
                    Content = method switch
                    {
                        "PATCH" => JsonContent.Create(new { name = "Renamed" }),
                        "PUT" => new ByteArrayContent("no picture"u8.ToArray()),
                        _ => null,
                    },
                };
                using var answer = await callers[i].SendAsync(request);
                ((int)answer.StatusCode).ShouldBe(
                    answers[i],
                    $"{method} {path} of {kind} by caller {i}: {await answer.Content.ReadAsStringAsync()}"
                );
                if (answers[i] >= 400)
                {
                    (await RowAsync(id)).ShouldBe(before, $"{method} {path} of {kind} by caller {i}");
                }
            }
        }
    }

    [Theory]
    [InlineData("POST", "/communities")]
    [InlineData("GET", "/communities/mine")]
    [InlineData("GET", "/users/0198c0de-0000-7000-8000-000000000001/communities")]
    public async Task WithoutACallerNothingIsListedOrFounded(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1{path}")
        {
            Content = method == "POST" ? JsonContent.Create(CommunityCalls.Draft()) : null,
        };
        await (await app.Http().SendAsync(request)).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/internal/communities")]
    [InlineData("/internal/communities/0198c0de-0000-7000-8000-000000000001")]
    public async Task SnapshotsAreForTheFleetAlone(string path)
    {
        (await app.Http().GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.HttpAs(await app.PersonAsync(), "admin").GetAsync(path)).StatusCode.ShouldBeOneOf(
            HttpStatusCode.Unauthorized,
            HttpStatusCode.Forbidden
        );
    }

    [Fact]
    public async Task AMutedOwnerChangesNothing()
    {
        var owner = await app.PersonAsync();
        var id = await app.FoundIdAsync(owner);
        await app.ExecuteAsync($"UPDATE people SET muted_until = now() + interval '1 day' WHERE id = {owner}");
        await (await app.HttpAs(owner).ChangeAsync(id, ("name", "Louder"))).ShouldBeAsync(HttpStatusCode.Forbidden, "muted");
        await (await app.HttpAs(owner).DeleteAsync($"/api/v1/communities/{id}")).ShouldBeAsync(HttpStatusCode.Forbidden, "muted");
        await (await app.HttpAs(owner).PutPictureAsync(id, CommunityPictureTests.Jpeg)).ShouldBeAsync(HttpStatusCode.Forbidden, "muted");
        (await app.HttpAs(owner).GetJsonAsync($"/communities/{id}")).Text("name").ShouldBe("Sunrise runners");
    }

    private Task<string> RowAsync(Guid id) =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<string>($"""SELECT to_jsonb(communities)::text AS "Value" FROM communities WHERE id = {id}""")
                .SingleAsync()
        );
}
