using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.People;

/// <summary>Finding users by name.</summary>
internal static class NameSearch
{
    /// <summary>The users with this text in the username or full name, in any case; null: all.</summary>
    public static IQueryable<Person> Named(this IQueryable<Person> people, string? text)
    {
        if (text is null)
        {
            return people;
        }

        var pattern = LikePattern.Containing(SearchKey.Folded(text));
        return people.Where(person => EF.Functions.Like(person.SearchName!, pattern, @"\"));
    }
}
