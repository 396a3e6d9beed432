using System.ComponentModel.DataAnnotations;
using Community.Identity.Users;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Identity.Waitlist;

/// <summary>The waitlist for the product's launch.</summary>
internal static class WaitlistEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var waitlist = api.MapGroup("/waitlist").WithTags("Waitlist");
        waitlist.MapPost("/", JoinAsync).AllowAnonymous();
        waitlist.MapGet("/status", StatusAsync).NotStored("the address is asked with a secret token").AllowAnonymous();
    }

    /// <summary>Joins the waitlist; a confirmation with a link to the position is mailed.</summary>
    /// <remarks>
    /// The answer is the same for every address, whether or not it is on the waitlist already. The confirmation is not mailed again within
    /// a day.
    /// </remarks>
    private static async Task<Created<JoinedWaitlist>> JoinAsync(JoinWaitlistRequest request, WaitlistJoin join)
    {
        await join.JoinAsync(request.Email, request.Source);
        return TypedResults.Created((string?)null, JoinedWaitlist.Always);
    }

    /// <summary>Shows the position on the waitlist.</summary>
    /// <param name="token">
    /// The status token of the confirmation. A mail address is not enough: any caller could then find out whether an address is on the
    /// waitlist.
    /// </param>
    private static async Task<Results<Ok<WaitlistStatus>, NotFoundProblem>> StatusAsync(
        [StringLength(200)] string token,
        WaitlistJoin join
    ) => await join.FindAsync(token) is { } status ? TypedResults.Ok(status) : Problem.NotFound("There is no such place on the waitlist.");
}

/// <param name="Email">The address to which the confirmation is mailed.</param>
/// <param name="Source">Where you heard of us.</param>
internal sealed record JoinWaitlistRequest([Email] string Email, [StringLength(100), SingleLine] string? Source = null)
    : IHasExample<JoinWaitlistRequest>
{
    public static JoinWaitlistRequest Example => new("amal@example.org", "a friend");
}

/// <param name="Message">A sentence for people.</param>
internal sealed record JoinedWaitlist(string Message) : IHasExample<JoinedWaitlist>
{
    public static JoinedWaitlist Example => Always;

    /// <summary>
    /// The position and its token are sent by mail only. The reader of that mail owns the address; the caller perhaps does not.
    /// </summary>
    public static JoinedWaitlist Always { get; } = new("Successfully joined the waitlist! Check your email for confirmation.");
}

/// <param name="Position">The number of entries in front, plus one.</param>
/// <param name="WaitlistPosition">The same.</param>
/// <param name="Total">The number of entries on the waitlist.</param>
/// <param name="SubscribedAt">When this entry joined.</param>
internal sealed record WaitlistStatus(long Position, long WaitlistPosition, long Total, DateTimeOffset SubscribedAt)
    : IHasExample<WaitlistStatus>
{
    public static WaitlistStatus Example => new(17, 17, 230, new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero));
}
