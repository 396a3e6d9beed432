using Community.People;
using Community.Platform.Data;

namespace Community.Social.People;

/// <summary>The columns of <c>people</c> that this service has of its own.</summary>
internal static class PeopleColumns
{
    /// <summary>The table <c>people</c>.</summary>
    public static PeopleTable Table { get; } =
        new(
            new("bio", (profile, _) => profile.Bio),
            new("location", (profile, _) => profile.Location),
            new("region", (profile, _) => profile.Region),
            new("city", (profile, _) => profile.City),
            new("age", (profile, _) => profile.Age),
            new("gender", (profile, _) => profile.Gender),
            new("interests", (profile, _) => profile.Interests.ToArray(), "'{}'"),
            new("identity_badge", (profile, _) => profile.IdentityBadge),
            new("created_at", (profile, _) => profile.CreatedAt.ToUniversalTime()),
            new("is_guest", (_, isGuest) => isGuest, "false"),
            new("is_bot", (profile, _) => profile.IsBot, "false"),
            new("region_key", (profile, _) => SearchKey.OfOrNull(profile.Region)),
            new("gender_key", (profile, _) => SearchKey.OfOrNull(profile.Gender)),
            new("search_name", (profile, _) => SearchKey.Folded($"{profile.Username} {profile.FullName}")),
            new("muted_until")
        );
}
