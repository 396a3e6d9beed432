using System.Linq.Expressions;
using Community.Platform.Http.OpenApi;

namespace Community.Social.People;

/// <summary>A user in a list.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The handle.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="PictureUrl">The path of the picture, relative to the gateway.</param>
/// <param name="IdentityBadge">One of the ten badges.</param>
/// <param name="IsBot">Whether a program acts in this account, and not a person.</param>
internal sealed record PersonSummary(Guid Id, string Username, string? FullName, string? PictureUrl, string? IdentityBadge, bool IsBot)
    : IHasExample<PersonSummary>
{
    /// <summary>For a user who is known here.</summary>
    public static readonly Expression<Func<Person, PersonSummary>> OfPerson = person => new PersonSummary(
        person.Id,
        person.Username!,
        person.FullName,
        person.PictureUrl,
        person.IdentityBadge,
        person.IsBot
    );

    public static PersonSummary Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-000000000002"),
            "maya",
            "Maya Haddad",
            "/api/v1/users/0198c0de-0000-7000-8000-000000000002/picture?v=0198c0de00007000800000000000000a",
            "Explorer",
            IsBot: false
        );
}
