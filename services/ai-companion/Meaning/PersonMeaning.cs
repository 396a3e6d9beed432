using Community.Companion.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Meaning;

/// <summary>The text that a person is found by: the parts of the profile that others may see, from either service.</summary>
internal static class PersonMeaning
{
    /// <summary>
    /// Called after the profile changed, here or in identity, in the same transaction, which holds the person's row: two changes at once go
    /// one after the other.
    /// </summary>
    public static async Task RefreshPersonMeaningAsync(this CompanionDb db, Guid id)
    {
        var person = await db
            .Database.SqlQuery<PersonWords>(
                $"""
                SELECT p.username, p.full_name, p.bio, p.interests, p.identity_badge,
                    p.region, p.city, coalesce(f.words, '') AS words, p.profile_version > 0 AND NOT p.is_guest AS is_listed
                FROM people p LEFT JOIN profiles f ON f.user_id = p.id WHERE p.id = {id}
                """
            )
            .SingleOrDefaultAsync();
        if (person is { IsListed: true })
        {
            await db.SetMeaningAsync(
                new(
                    MeaningKind.Person,
                    id,
                    person.FullName is { Length: > 0 } name ? $"{name} (@{person.Username})" : $"@{person.Username}",
                    person.Bio is { Length: > 0 } bio ? bio : string.Join(", ", person.Interests),
                    MeaningText.Of(person.Bio, person.Interests, person.Words, person.IdentityBadge, person.City, person.Region)
                )
            );
        }
        else
        {
            await db.RemoveMeaningAsync(MeaningKind.Person, id);
        }
    }

    private sealed record PersonWords(
        string? Username,
        string? FullName,
        string? Bio,
        string[] Interests,
        string? IdentityBadge,
        string? Region,
        string? City,
        string Words,
        bool IsListed
    );
}
