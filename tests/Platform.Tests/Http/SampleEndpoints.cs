using System.ComponentModel.DataAnnotations;
using System.Net.Sockets;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Community.Platform.Tests.Http;

internal enum Mood
{
    Calm,
    VeryGlad,
}

/// <summary>The address of a person.</summary>
/// <param name="City">The city's name.</param>
/// <param name="Country">Its country.</param>
internal sealed record Address([SingleLine, StringLength(40)] string City, [CountryCode] string? Country = null);

/// <summary>A new person.</summary>
/// <param name="FullName">The name to show.</param>
/// <param name="Age">In years.</param>
/// <param name="Mood">The mood.</param>
/// <param name="Interests">The interests.</param>
/// <param name="Address">The home address.</param>
/// <param name="Website">The person's own page.</param>
/// <param name="BornAt">The time of birth.</param>
/// <param name="Weight">In kilograms.</param>
/// <param name="Labels">Free labels.</param>
/// <param name="Role">The role here.</param>
internal sealed record CreatePerson(
    [SingleLine, StringLength(30, MinimumLength = 2)] string FullName,
    [Range(13, 120)] int Age,
    Mood Mood = Mood.Calm,
    [MaxLength(4), SingleLine] IReadOnlyList<string>? Interests = null,
    Address? Address = null,
    [HttpsUrl(Hosts = ["example.org"])] string? Website = null,
    DateTimeOffset? BornAt = null,
    double? Weight = null,
    IReadOnlyDictionary<string, string>? Labels = null,
    [AllowedValues(null, "guest", "host")] string? Role = null
) : IHasExample<CreatePerson>
{
    public static CreatePerson Example => new("Ada Example", 36, Mood.VeryGlad, ["chess"], new("Springfield", "US"));
}

/// <summary>A change of a person.</summary>
/// <param name="FullName">The name to show.</param>
/// <param name="Bio">A text about the person; null clears it.</param>
/// <param name="Age">In years.</param>
[ChangedElsewhere("id", "never changes")]
internal sealed record ChangePerson(
    [SingleLine, StringLength(30)] Optional<string> FullName,
    [StringLength(10)] Optional<string?> Bio,
    [Range(13, 120)] Optional<int> Age
) : IHasExample<ChangePerson>
{
    public static ChangePerson Example => new("Ada Example", default, default);
}

/// <summary>A person.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="FullName">The name to show.</param>
/// <param name="Bio">A text about the person.</param>
/// <param name="SeenAt">The time of the last visit.</param>
internal sealed record PersonView(Guid Id, string FullName, string? Bio, DateTimeOffset SeenAt) : IHasExample<PersonView>
{
    public static PersonView Example =>
        new(Guid.Parse("0198c0de-0000-7000-8000-000000000001"), "Ada Example", null, DateTimeOffset.UnixEpoch);
}

/// <summary>A span of days.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Days">The number of days that count.</param>
internal sealed record Span(DateOnly From, DateOnly To, int? Days = null) : IHasRules<Span>, IHasExample<Span>
{
    public static Span Example => new(new(2026, 1, 1), new(2026, 1, 2));

    public static RequestRules<Span> Rules { get; } =
        new RequestRules<Span>()
            .Add(nameof(To), span => span.To < span.From ? new(FaultCode.BeforeStart, "must not be before from") : null, nameof(From))
            .Add(
                nameof(Days),
                span =>
                    span.Days > 1 + span.To.DayNumber - span.From.DayNumber
                        ? new(FaultCode.TooLarge, "must not be more than there are")
                        : null,
                nameof(From),
                nameof(To)
            );
}

/// <summary>A query with a rule between its members.</summary>
internal sealed record Between([property: Range(0, 100)] double Least, [property: Range(0, 100)] double Most, QueryTime? At = null)
    : IHasRules<Between>
{
    public static RequestRules<Between> Rules { get; } =
        new RequestRules<Between>().Add(
            nameof(Most),
            between => between.Most < between.Least ? new(FaultCode.TooSmall, "must not be less than least") : null,
            nameof(Least)
        );
}

/// <summary>A position in the list of people.</summary>
internal sealed record Position(DateTimeOffset At, Guid Id);

/// <summary>
/// Filters of a search. The framework cannot describe an attribute on a parameter of an [AsParameters] record (it casts wrongly), so these
/// say "property:"; bodies need not.
/// </summary>
/// <param name="Mood">The mood.</param>
/// <param name="SeenAfter">Seen after this time.</param>
/// <param name="Q">A part of the name.</param>
internal sealed record PeopleFilter(
    Choice<Mood>? Mood = null,
    [property: FromQuery(Name = "seen_after")] QueryTime? SeenAfter = null,
    [property: StringLength(5)] string? Q = null
);

internal static class SampleEndpoints
{
    private static readonly PersonView Ada = PersonView.Example;

    public static void Map(IEndpointRouteBuilder app)
    {
        var people = app.MapGroup("/api/v1/people").AllowAnonymous();
        people.MapPost("/", Create);
        people.MapGet("/", List);
        people.MapGet("/timeline", Timeline);
        people.MapGet("/{id:guid}", Get);
        people.MapPatch("/{id:guid}", Change);
        people.MapPost("/spans", AddSpan);
        var guarded = app.MapGroup("/api/v1/guarded").RequireAuthorization();
        guarded.MapGet("/", Whoami);
        guarded.MapGet("/admin", Admin).RequireAuthorization(policy => policy.RequireRole("admin"));
        MapTroubles(app.MapGroup("/internal/troubles").AllowAnonymous());
    }

    private static void MapTroubles(RouteGroupBuilder troubles)
    {
        troubles.MapGet("/defect", string () => throw new InvalidOperationException("secret-connection-string"));
        troubles.MapGet(
            "/rule",
            string () => throw Problem.Conflict("Seats are gone.", "sold_out").With("waitlist_position", 3).ToException()
        );
        troubles.MapGet(
            "/database",
            string () =>
                throw new InvalidOperationException(
                    "An exception has been raised that is likely due to a transient failure.",
                    new NpgsqlException("Failed to connect to 127.0.0.1:5432", new SocketException((int)SocketError.ConnectionRefused))
                )
        );
        troubles.MapGet("/timeout", string () => throw new TimeoutException());
        troubles.MapGet("/nul", string () => throw new PostgresException("invalid byte sequence", "ERROR", "ERROR", "22021"));
        troubles.MapGet("/busy", TooManyRequestsProblem () => Problem.TooManyRequests(TimeSpan.FromMilliseconds(1500), "Slower, please."));
        troubles.MapGet("/pay", PaymentRequiredProblem () => Problem.PlanRequired("premium", "A higher plan is needed."));
        troubles.MapGet("/slow", async (HttpContext context) => await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted));
        troubles.MapGet(
            "/half",
            async (HttpContext context) =>
            {
                await context.Response.WriteAsync("half an answ");
                await context.Response.Body.FlushAsync();
                throw new InvalidOperationException("after the start");
            }
        );
        troubles.MapPost(
            "/upload/{name}",
            async (HttpContext context, string name) =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                return name;
            }
        );
        troubles.MapPut("/pictures/{id:guid}", (Guid id) => id).TakesFile(1_000, "image/png", "image/webp");
        troubles.MapPost("/disk", string (HttpContext context) => throw new IOException("No space left on device"));
        troubles.MapPost("/raw", (CreatePerson? person) => person?.FullName ?? "nobody");
        troubles.MapGet("/near", (double lat) => lat.ToString(System.Globalization.CultureInfo.InvariantCulture));
        troubles.MapGet("/between", (Guid id, [AsParameters] Between between) => $"{id}{between.Least}{between.Most}");
        troubles.MapGet("/echo", (int number, string? text) => $"{number}{text}");
    }

    /// <summary>Adds a person.</summary>
    /// <remarks>The name need not be unique.</remarks>
    private static Results<Created<PersonView>, ConflictProblem> Create(CreatePerson person) =>
        person.FullName == "Taken"
            ? Problem.Conflict("Another user has this name.")
            : TypedResults.Created("/api/v1/people/1", Ada with { FullName = person.FullName });

    /// <summary>Lists people by name.</summary>
    private static Ok<Page<PersonView>> List([AsParameters] PageQuery page, [AsParameters] PeopleFilter filter) =>
        TypedResults.Ok(Page.Of([Ada with { Bio = $"{filter.Mood?.Value} {filter.SeenAfter?.Value:O}" }], 41, page));

    /// <summary>Lists people by their last visit, latest first.</summary>
    private static Ok<CursorPage<PersonView>> Timeline([AsParameters] CursorQuery query)
    {
        var first = query.TryGetPosition<Position>(out var position) ? position.At.Year - 1970 : 0;
        var rows = Enumerable
            .Range(first, query.Limit + 1)
            .Select(i => Ada with { SeenAt = new(1971 + i, 1, 1, 0, 0, 0, TimeSpan.Zero) })
            .ToList();
        return TypedResults.Ok(Cursor.Page(rows, query, p => new Position(p.SeenAt, p.Id)));
    }

    /// <summary>Shows a person.</summary>
    /// <param name="id">The person's id.</param>
    private static Results<Ok<PersonView>, NotFoundProblem> Get(Guid id) =>
        id == Ada.Id ? TypedResults.Ok(Ada) : Problem.NotFound("There is no such person.");

    /// <summary>Changes the sent members and keeps the others.</summary>
    /// <param name="id">The person's id.</param>
    /// <param name="change">The changes.</param>
    private static Ok<PersonView> Change(Guid id, ChangePerson change) =>
        TypedResults.Ok(
            Ada with
            {
                Id = id,
                FullName = change.FullName.Or(Ada.FullName),
                Bio = change.Bio.IsSet ? change.Bio.Value ?? "cleared" : "untouched",
            }
        );

    /// <summary>Adds a span of days.</summary>
    /// <param name="span">The first and last day.</param>
    /// <param name="note">A short note.</param>
    private static NoContent AddSpan(Span span, [StringLength(5)] string? note = null) =>
        span.To < span.From ? throw new InvalidOperationException("not validated") : TypedResults.NoContent();

    /// <summary>Returns the caller.</summary>
    private static Ok<PersonView> Whoami() => TypedResults.Ok(Ada);

    /// <summary>Is for administrators.</summary>
    private static Ok<PersonView> Admin() => TypedResults.Ok(Ada);
}
