using Community.Companion.Data;
using Community.Companion.Meaning;
using Community.People;

namespace Community.Companion.People;

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
            new("is_guest", (profile, isGuest) => isGuest || profile.IsBot, "false"),
            new("time_zone"),
            new("country"),
            new("declared_age"),
            new("age_declared_at")
        )
        {
            ProfileWritten = (db, id) => ((CompanionDb)db).RefreshPersonMeaningAsync(id),
        };
}
