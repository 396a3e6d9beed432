using System.Net;
using System.Text;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>The running fleet against tests/Architecture.Tests/access.md: every operation, for every kind of caller.</summary>
public sealed class AccessTests(SharedFleet fleet)
{
    // The first needs an existing photo, and a moderator may do it, too: PhotoTests. Opportunities appear at an unknown time:
    // OpportunityTests. A passkey needs a device: PasskeyTests. A delivery needs an event: WebhookTests.
    private static readonly string[] TriedElsewhere =
    [
        "DELETE /api/v1/events/{id:guid}/photos/{photo_id:guid}",
        "DELETE /api/v1/activity/{id:guid}",
        "POST /api/v1/activity/{id:guid}/mark-read",
        "POST /api/v1/payments/refunds/{id:guid}/take-as-credits",
        "PATCH /api/v1/users/me/passkeys/{id:guid}",
        "DELETE /api/v1/users/me/passkeys/{id:guid}",
        "GET /api/v1/webhooks/{id:guid}/deliveries/{delivery_id:guid}",
        "POST /api/v1/webhooks/{id:guid}/deliveries/{delivery_id:guid}/redeliver",
    ];

    // Calls for a person's own objects that administrators may see, too.
    private static readonly string[] ShownToAdministrators =
    [
        "GET /api/v1/payments/orders/{id:guid}",
        "GET /api/v1/payments/status/{id:guid}",
        "GET /api/v1/messages/{id:guid}/edits",
    ];

    [Fact]
    public async Task EveryoneGetsWhatTheTableSays()
    {
        var owner = await fleet.OrganizerAsync();
        var cast = await CastAsync();
        cast["organizer"] = await fleet.OrganizerAsync();
        cast["owner"] = owner;
        var open = await (await fleet.OrganizerAsync()).PublishAsync();
        var own = await NamedObjects.OfAsync(fleet, owner, "private", attended: open);
        var any = own with { Event = open };
        var breaches = new List<string>();
        foreach (
            var row in Rows()
                .Where(row => !TriedElsewhere.Contains($"{row.Method} {row.Route}"))
                .OrderBy(row => row.Objects == "own")
                .ThenBy(Ends)
        )
        {
            var target = (row.Objects == "own" ? own : any).Fill(row.Path);
            foreach (var (role, person) in Descriptions.Final.Contains($"{row.Method} {row.Route}") ? await CastAsync() : cast)
            {
                using var answer = await (person?.Http ?? fleet.Running.Gateway).SendRepeatedlyAsync(
                    () => Request(row, target, owner),
                    person
                );
                var text = await answer.Content.ReadAsStringAsync();
                // A caller who gets a reason of the object's state (not registered, an unknown ticket) passed the authorization.
                var isAnswered =
                    (
                        text.Contains("\"reason\"", StringComparison.Ordinal)
                        && (role == "owner" || (role != "anonymous" && row.Objects == "any"))
                    )
                    // A guest who may never do this gets the same answer for every object.
                    // A caller who is asked to prove their identity again passed the authorization.
                    || (role != "anonymous" && text.Contains("\"reauthentication_required\"", StringComparison.Ordinal))
                    // A caller who is asked for their age passed the authorization.
                    || (role != "anonymous" && text.Contains("\"age_required\"", StringComparison.Ordinal))
                    || (role == "guest" && text.Contains("\"guest_account\"", StringComparison.Ordinal));
                if (!isAnswered && !IsAsExpected(row, role, answer.StatusCode))
                {
                    breaches.Add($"{row.Method} {row.Route} ({row.Callers}, {row.Objects}) as {role}: {(int)answer.StatusCode} {text}");
                }
            }
        }

        breaches.ShouldBeEmpty();
    }

    [Fact]
    public async Task TheDescriptionAndTheTableNameTheSameOperations()
    {
        var described = await fleet.DescribedAsync();
        Rows()
            .Where(row => row.Method != HttpMethod.Options.Method) // They describe a protocol, and are not described themselves.
            .Select(row => $"{row.Method} {row.Path}")
            .Order(StringComparer.Ordinal)
            .ShouldBe(described.Select(operation => $"{operation.Method} {operation.Path.TrimEnd('/')}").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<AccessRow> Rows() =>
        AccessTable
            .Read()
            .Where(row =>
                row.Route.StartsWith("/.well-known/", StringComparison.Ordinal)
                || (
                    row.Route.StartsWith("/api/v1/", StringComparison.Ordinal)
                    && !row.Route.StartsWith("/api/v1/.well-known/", StringComparison.Ordinal)
                )
            ); // Described once, at the root.

    private static bool IsAsExpected(AccessRow row, string role, HttpStatusCode status) =>
        (row.Callers, row.Objects, role) switch
        {
            ("everybody", _, _) => IsLetIn(status),
            (_, _, "anonymous") => status == HttpStatusCode.Unauthorized,
            ("admin" or "moderator", _, not "administrator") => status == HttpStatusCode.Forbidden,
            ("organizer", _, "guest" or "user") => status == HttpStatusCode.Forbidden,
            (_, "own", "administrator") when ShownToAdministrators.Contains($"{row.Method} {row.Route}") => status == HttpStatusCode.OK,
            (_, "own", not "owner") => status == HttpStatusCode.NotFound,
            (_, "own" or "any", _) => IsLetIn(status) && (status != HttpStatusCode.NotFound),
            _ => IsLetIn(status),
        };

    private static HttpRequestMessage Request(AccessRow row, string target, Person owner)
    {
        var request = new HttpRequestMessage(new HttpMethod(row.Method), target);
        if (row.Method is "POST" or "PUT" or "PATCH")
        {
            request.Content = new StringContent(BodyFor(row, owner), Encoding.UTF8, MediaType(row));
        }

        if (IsUpload(row))
        {
            request.Headers.Add("Tus-Resumable", "1.0.0");
            request.Headers.Add("Upload-Offset", "0");
        }

        return request;
    }

    private static string MediaType(AccessRow row) =>
        IsUpload(row) ? "application/offset+octet-stream"
        : TakesFiles(row) ? "image/png"
        : "application/json";

    private static bool IsUpload(AccessRow row) => row.Route.StartsWith("/api/v1/attachments/uploads", StringComparison.Ordinal);

    private static bool TakesFiles(AccessRow row) =>
        row.Route.EndsWith("/picture", StringComparison.Ordinal)
        || row.Route.EndsWith("/image", StringComparison.Ordinal)
        || row.Route.EndsWith("/photos", StringComparison.Ordinal)
        || row.Route.EndsWith("/attachments", StringComparison.Ordinal);

    private static string BodyFor(AccessRow row, Person owner) =>
        (row.Method, row.Route) switch
        {
            ("POST", "/api/v1/events/{id:guid}/check-in") => """{"ticket_code": "COMM-AAAAAAAA"}""",
            ("POST", "/api/v1/events/{id:guid}/invitations") => $$"""{"user_ids": ["{{owner.Id}}"]}""",
            ("POST", "/api/v1/communities/{id:guid}/invitations") => $$"""{"user_ids": ["{{owner.Id}}"]}""",
            ("POST", "/api/v1/communities/rules/preview") => """{"rules": "Be kind."}""",
            ("POST", "/api/v1/communities/{id:guid}/bans") => $$"""{"user_id": "{{owner.Id}}"}""",
            ("PATCH", "/api/v1/communities/{id:guid}/members/{user_id:guid}") => """{"role": "moderator"}""",
            ("POST", "/api/v1/communities/{id:guid}/reports/{case_id:guid}/resolve") => """{"decision": "dismiss", "note": "nothing"}""",
            ("POST", "/api/v1/moderation/decisions/{id:guid}/appeal") => """{"text": "It was not I."}""",
            ("POST", "/api/v1/bots/{id:guid}/tokens") => """{"name": "program", "scopes": ["messages:write"]}""",
            ("POST", "/api/v1/events/{id:guid}/announcements") => """{"text": "The doors open at six."}""",
            ("POST", "/api/v1/companion/messages") => $$"""{"content": "hello", "client_id": "{{Guid.CreateVersion7()}}"}""",
            ("POST", "/api/v1/courses/{id:guid}/progress") => $$"""{"module_id": "{{Guid.CreateVersion7()}}", "completed": true}""",
            ("POST", var route) when route.EndsWith("/messages", StringComparison.Ordinal) => """{"content": "hello"}""",
            ("POST", "/api/v1/communities/{id:guid}/threads") => """{"title": "Hello", "content": "all"}""",
            ("PATCH", "/api/v1/threads/{id:guid}") => """{"title": "Hello again"}""",
            ("PATCH", "/api/v1/messages/{id:guid}" or "/api/v1/companion/messages/{id:guid}") => """{"content": "hello again"}""",
            ("PUT", "/api/v1/channels/{id:guid}/preferences") => """{"level": "mentions"}""",
            _ => "{}",
        };

    /// <summary>Orders the rows: last come the calls that end the object that the others need, or the owner's session.</summary>
    private static int Ends(AccessRow row) =>
        (row.Method, row.Route) switch
        {
            ("POST", "/api/v1/events/{id:guid}/cancel") => 1,
            ("DELETE", "/api/v1/bots/{id:guid}/tokens/{token_id:guid}") => 1,
            ("DELETE", "/api/v1/bots/{id:guid}") => 2,
            ("DELETE", "/api/v1/attachments/uploads/{id:guid}") => 1,
            ("DELETE", "/api/v1/messages/{id:guid}") => 1,
            ("DELETE", "/api/v1/courses/{id:guid}/modules/{module_id:guid}") => 1,
            ("POST", "/api/v1/courses/{id:guid}/unpublish") => 2,
            ("DELETE", "/api/v1/courses/{id:guid}") => 2,
            ("DELETE", "/api/v1/companion/messages/{id:guid}") => 1,
            ("DELETE", "/api/v1/companion") => 2,
            ("DELETE", "/api/v1/companion/check-ins/{id:guid}") => 1,
            ("DELETE", "/api/v1/threads/{id:guid}") => 2,
            ("DELETE", "/api/v1/events/{id:guid}") => 2,
            ("PUT", "/api/v1/blocks/{user_id:guid}") => 2,
            ("DELETE", "/api/v1/blocks/{user_id:guid}") => 3,
            ("DELETE", "/api/v1/auth/sessions/{id:guid}") => 3,
            _ => 0,
        };

    private static bool IsLetIn(HttpStatusCode status) =>
        (int)status < 500 && status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed);

    private async Task<Dictionary<string, Person?>> CastAsync() =>
        new(StringComparer.Ordinal)
        {
            ["anonymous"] = null,
            ["guest"] = await fleet.GuestAsync(),
            ["user"] = await fleet.RegisterAsync(),
            ["administrator"] = await fleet.NewAdministratorAsync(),
        };
}
