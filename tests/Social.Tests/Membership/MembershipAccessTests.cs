using System.Net;
using System.Net.Http.Json;
using Community.Social.Communities;
using Community.Social.Membership;

namespace Community.Social.Tests.Membership;

/// <summary>Rights by caller: each call as each kind of caller, on a public and on a private community.</summary>
[Collection(nameof(SocialTests))]
public sealed class MembershipAccessTests(SocialApplication app)
{
    // Columns: anonymous, stranger, member, moderator, owner, banned, blocked (a stranger, blocked by the member whom the calls are about).
    private const string Public = """
        POST join                          401 200 200 200 200 403 200
        POST leave                         401 204 204 204 409 204 204
        GET members                        401 200 200 200 200 200 200
        PATCH members/TARGET               401 403 403 403 200 403 404
        DELETE members/TARGET              401 403 403 204 204 403 404
        POST bans                          401 403 403 204 204 403 403
        GET bans                           401 403 403 200 200 403 403
        DELETE bans/TARGET                 401 403 403 204 204 403 403
        GET requests                       401 403 403 200 200 403 403
        POST requests/REQUEST/accept       401 403 403 200 200 403 403
        POST requests/REQUEST/decline      401 403 403 204 204 403 403
        DELETE requests/REQUEST            401 404 404 404 404 404 404
        POST invitations                   401 403 403 204 204 403 403
        GET invitations                    401 403 403 200 200 403 403
        DELETE invitations/TARGET          401 403 403 204 204 403 403
        POST invitations/decline           401 404 404 404 404 404 404
        POST links                         401 403 403 201 201 403 403
        GET links                          401 403 403 200 200 403 403
        DELETE links/LINK                  401 403 403 204 204 403 403
        GET /join-links/CODE               401 200 200 200 200 200 200
        POST /join-links/CODE              401 200 200 200 200 403 200
        GET access                         401 200 200 200 200 200 200
        POST access/renew                  401 409 409 409 409 403 409
        GET /requests/mine                 401 200 200 200 200 200 200
        GET /invitations/mine              401 200 200 200 200 200 200
        """;

    private const string Private = """
        POST join                          401 404 200 200 200 404 404
        POST leave                         401 404 204 204 409 404 404
        GET members                        401 404 200 200 200 404 404
        PATCH members/TARGET               401 404 403 403 200 404 404
        DELETE members/TARGET              401 404 403 204 204 404 404
        POST bans                          401 404 403 204 204 404 404
        GET bans                           401 404 403 200 200 404 404
        DELETE bans/TARGET                 401 404 403 204 204 404 404
        GET requests                       401 404 403 200 200 404 404
        POST requests/REQUEST/accept       401 404 403 200 200 404 404
        POST requests/REQUEST/decline      401 404 403 204 204 404 404
        DELETE requests/REQUEST            401 404 404 404 404 404 404
        POST invitations                   401 404 403 204 204 404 404
        GET invitations                    401 404 403 200 200 404 404
        DELETE invitations/TARGET          401 404 403 204 204 404 404
        POST invitations/decline           401 404 404 404 404 404 404
        POST links                         401 404 403 201 201 404 404
        GET links                          401 404 403 200 200 404 404
        DELETE links/LINK                  401 404 403 204 204 404 404
        GET /join-links/CODE               401 200 200 200 200 404 200
        POST /join-links/CODE              401 200 200 200 200 404 200
        GET access                         401 404 200 200 200 404 404
        POST access/renew                  401 404 409 409 409 404 404
        """;

    private static readonly string[] Callers = ["anonymous", "stranger", "member", "moderator", "owner", "banned", "blocked"];

    [Theory]
    [InlineData(CommunityVisibility.Public, Public)]
    [InlineData(CommunityVisibility.Private, Private)]
    public async Task EachCallIsForTheCallersOfTheTable(string visibility, string table)
    {
        var people = await app.PeopleAsync(8);
        var (owner, target, asking) = (people[0], people[6], people[7]);
        Guid?[] callers = [null, people[1], people[2], people[3], owner, people[4], people[5]];
        await app.BlockAsync(target, people[5]);
        var faults = new List<string>();
        foreach (var row in table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            for (var i = 0; i < Callers.Length; i++)
            {
                var id = await app.CommunityAsync(owner, visibility, moderators: [people[3]], members: [people[2], target]);
                var (code, link, request) = await PrepareAsync(id, people[4], owner, asking);
                var path = row[1]
                    .Replace("TARGET", $"{target}")
                    .Replace("CODE", code)
                    .Replace("LINK", $"{link}")
                    .Replace("REQUEST", $"{request}");
                var status = await StatusAsync(
                    callers[i],
                    row[0],
                    path.StartsWith('/') ? path[1..] : $"{id}/{path}",
                    BodyOf(row[0], row[1], target)
                );
                if ((int)status != int.Parse(row[2 + i], System.Globalization.CultureInfo.InvariantCulture))
                {
                    faults.Add($"{row[0]} {row[1]} as {Callers[i]}: {(int)status}, not {row[2 + i]}");
                }
            }
        }

        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task IdsOfAnotherCommunityGiveNoAccess()
    {
        var people = await app.PeopleAsync(4);
        var (mine, others) = (await app.CommunityAsync(people[0]), await app.CommunityAsync(people[1], members: [people[2]]));
        var (_, link, request) = await PrepareAsync(others, people[3], people[1], people[3]);

        foreach (
            var (method, path) in ((string, string)[])
                [
                    ("POST", $"requests/{request}/accept"),
                    ("POST", $"requests/{request}/decline"),
                    ("DELETE", $"links/{link}"),
                    ("DELETE", $"members/{people[2]}"),
                    ("PATCH", $"members/{people[2]}"),
                ]
        )
        {
            (await StatusAsync(people[0], method, $"{mine}/{path}", BodyOf(method, path, people[2]))).ShouldBe(
                HttpStatusCode.NotFound,
                path
            );
        }
    }

    /// <summary>The object of a call: a ban, a link, a request.</summary>
    private async Task<(string Code, Guid Link, Guid Request)> PrepareAsync(Guid id, Guid banned, Guid owner, Guid asking)
    {
        var (code, link, request) = (JoinLink.NewCode(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var now = TimeProvider.System.GetUtcNow();
        await app.WithDbAsync(db =>
        {
            db.Bans.Add(
                new CommunityBan
                {
                    Id = Guid.CreateVersion7(),
                    CommunityId = id,
                    UserId = banned,
                    BannedBy = owner,
                    CreatedAt = now,
                }
            );
            db.JoinLinks.Add(
                new JoinLink
                {
                    Id = link,
                    CommunityId = id,
                    CodeHash = JoinLink.HashOf(code),
                    Mode = JoinLinkMode.Join,
                    CreatedBy = owner,
                    CreatedAt = now,
                }
            );
            db.JoinRequests.Add(
                new JoinRequest
                {
                    Id = request,
                    CommunityId = id,
                    UserId = asking,
                    Version = 1,
                    Status = JoinRequestStatus.Pending,
                    CreatedAt = now,
                }
            );
            return db.SaveChangesAsync();
        });
        return (code, link, request);
    }

    private static object? BodyOf(string method, string path, Guid target) =>
        (method, path.Split('/')[0]) switch
        {
            ("PATCH", "members") => new { role = "moderator" },
            ("POST", "bans") => new { user_id = target },
            ("POST", "invitations") when !path.EndsWith("decline", StringComparison.Ordinal) => new { user_ids = (Guid[])[target] },
            ("POST", "links") => new { },
            _ => null,
        };

    private async Task<HttpStatusCode> StatusAsync(Guid? caller, string method, string path, object? body)
    {
        using var http = caller is { } user ? app.HttpAs(user) : app.Http();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/communities/{path}");
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
