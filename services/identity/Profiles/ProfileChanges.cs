using System.ComponentModel.DataAnnotations;
using Community.Contracts.Identity;
using Community.Identity.Data;
using Community.Identity.Users;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Identity.Profiles;

/// <summary>The fields of a profile that its user may change.</summary>
/// <param name="FullName">The name shown.</param>
/// <param name="Bio">A few words about the person.</param>
/// <param name="Location">Free text.</param>
/// <param name="Region">The region used for discovery.</param>
/// <param name="City">The city used for discovery.</param>
/// <param name="Age">In years.</param>
/// <param name="Gender">In the user's own words.</param>
/// <param name="Interests">At most 50, each of at most 50 characters; kept in lower case, each once.</param>
/// <param name="IdentityBadge">One of <c>GET /identity-badges</c>.</param>
/// <param name="LinkedinUrl">A profile on linkedin.com.</param>
/// <param name="GithubUrl">A profile on github.com.</param>
/// <param name="IsOnWeb">Whether the profile can be read without signing in.</param>
[ChangedElsewhere("email", "is changed by POST /users/me/email, and counts once the new address is confirmed")]
[ChangedElsewhere("phone", "is changed by POST /users/me/phone, and counts once the new number is confirmed")]
[ChangedElsewhere("username", "never changes")]
[ChangedElsewhere("password", "is changed by PUT /users/me/password")]
[ChangedElsewhere("picture_url", "is changed by PUT /users/me/picture")]
[ChangedElsewhere("roles", "is changed by administrators; POST /users/me/organizer makes you an organizer")]
[ChangedElsewhere("is_verified", "becomes true by POST /auth/verify-email or POST /auth/verify-phone")]
internal sealed record ProfileChanges(
    [StringLength(255), SingleLine] Optional<string?> FullName,
    [StringLength(2000), MultiLine] Optional<string?> Bio,
    [StringLength(255), SingleLine] Optional<string?> Location,
    [StringLength(100), SingleLine] Optional<string?> Region,
    [StringLength(100), SingleLine] Optional<string?> City,
    [Range(13, 120)] Optional<int?> Age,
    [StringLength(50), SingleLine] Optional<string?> Gender,
    [Interests, Interest] Optional<IReadOnlyList<string>?> Interests,
    [IdentityBadge] Optional<string?> IdentityBadge,
    [StringLength(500), HttpsUrl(Hosts = ["linkedin.com"])] Optional<string?> LinkedinUrl,
    [StringLength(500), HttpsUrl(Hosts = ["github.com"])] Optional<string?> GithubUrl,
    Optional<bool> IsOnWeb
) : IHasExample<ProfileChanges>
{
    public static ProfileChanges Example =>
        new(
            "Amal Haddad",
            "I bake, and I build small robots.",
            "Dubai Marina",
            "Dubai",
            "Dubai",
            29,
            "female",
            new Optional<IReadOnlyList<string>?>(["baking", "robotics"]),
            "Builder",
            "https://www.linkedin.com/in/amal-example",
            "https://github.com/amal-example",
            true
        );

    public void ApplyTo(User user)
    {
        user.FullName = FullName.Or(user.FullName);
        user.Bio = Bio.Or(user.Bio);
        user.Location = Location.Or(user.Location);
        user.Region = Region.Or(user.Region);
        user.City = City.Or(user.City);
        user.Age = Age.Or(user.Age);
        user.Gender = Gender.Or(user.Gender);
        user.IdentityBadge = IdentityBadge.Or(user.IdentityBadge);
        user.LinkedinUrl = LinkedinUrl.Or(user.LinkedinUrl);
        user.GithubUrl = GithubUrl.Or(user.GithubUrl);
        user.IsOnWeb = IsOnWeb.Or(user.IsOnWeb);
        if (Interests.IsSet)
        {
            var interests = Users.Interests.Normalise(Interests.Value);
            // An unchanged list stays the same instance: profiles are compared by value, but their lists by reference.
            user.Interests = interests.SequenceEqual(user.Interests, StringComparer.Ordinal) ? user.Interests : interests;
        }
    }
}

internal static class ProfilePublishing
{
    /// <summary>Publishes the present profile in the present unit of work. The user's row is locked.</summary>
    public static void PublishProfile(this IdentityDb db, User user, DateTimeOffset now) =>
        db.Publish(new UserProfileUpdated(Guid.CreateVersion7(now), now, user.Id, user.NextVersion(), user.ToProfile(), user.IsGuest));

    /// <summary>Publishes an account that the present unit of work adds.</summary>
    public static void PublishNewAccount(this IdentityDb db, User user) =>
        db.Publish(
            new UserRegistered(
                Guid.CreateVersion7(user.CreatedAt),
                user.CreatedAt,
                user.Id,
                user.Version,
                user.ToProfile(),
                user.Roles,
                user.IsGuest,
                user.ReferredBy,
                user.OwnerId
            )
        );
}
