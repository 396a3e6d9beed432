using System.Globalization;
using Community.Contracts.Identity;
using Community.Platform.Data;

namespace Community.People;

/// <summary>A database with a table <c>people</c>, which <see cref="PeopleProjection"/> keeps.</summary>
public interface IStoresPeople
{
    /// <summary>The service's columns.</summary>
    static abstract PeopleTable PeopleTable { get; }
}

/// <summary>A column of <c>people</c> beside those that every service has (<see cref="KnownPerson"/>).</summary>
/// <param name="Name">The column.</param>
/// <param name="Value">Its value by the profile, and by whether the account is a guest's; null: it is not part of the profile.</param>
/// <param name="Erased">Its value in a tombstone, in SQL.</param>
public sealed record PersonColumn(string Name, Func<UserProfile, bool, object?>? Value = null, string Erased = "NULL");

/// <summary>A service's table <c>people</c>: the columns that it has of its own, and the work that its changes need.</summary>
public sealed class PeopleTable
{
    private readonly PersonColumn[] _profile;

    /// <summary>A table with these columns beside those of <see cref="KnownPerson"/>.</summary>
    public PeopleTable(params PersonColumn[] columns)
    {
        _profile =
        [
            new("username", (profile, _) => profile.Username),
            new("full_name", (profile, _) => profile.FullName),
            new("picture_url", (profile, _) => profile.PictureUrl),
            .. columns.Where(column => column.Value is not null),
        ];
        var names = Array.ConvertAll(_profile, column => column.Name);
        var values = Enumerable.Range(2, names.Length).Select(number => string.Create(CultureInfo.InvariantCulture, $"{{{number}}}"));
        WriteProfile = $$"""
            INSERT INTO people (id, profile_version, {{string.Join(", ", names)}}) VALUES ({0}, {1}, {{string.Join(", ", values)}})
            ON CONFLICT (id) DO UPDATE SET profile_version = excluded.profile_version,
                {{string.Join(", ", names.Select(name => $"{name} = excluded.{name}"))}}
            WHERE people.profile_version < excluded.profile_version AND NOT people.is_erased
            """;
        var erased = _profile.Take(3).Concat(columns).Select(column => $"{column.Name} = {column.Erased}");
        Erase = $$"""
            INSERT INTO people (id, is_erased) VALUES ({0}, true)
            ON CONFLICT (id) DO UPDATE SET is_erased = true, profile_version = 0, status_version = 0, is_suspended = false,
                suspended_until = NULL, {{string.Join(", ", erased)
                .Replace("{", "{{", StringComparison.Ordinal)
                .Replace("}", "}}", StringComparison.Ordinal)}}
            """;
    }

    /// <summary>Runs after a newer profile was written, in the same transaction.</summary>
    public Func<ServiceDbContext, Guid, Task>? ProfileWritten { get; init; }

    /// <summary>
    /// Runs after a newer status was written, in the same transaction; the last argument is whether the account is
    /// suspended.
    /// </summary>
    public Func<ServiceDbContext, Guid, bool, Task>? SuspensionWritten { get; init; }

    /// <summary>Writes more of a snapshot of an account that is not erased, in the same transaction.</summary>
    public Func<ServiceDbContext, PersonSnapshot, Task>? SnapshotWritten { get; init; }

    /// <summary>{0} is the account, {1} the version, and the further values are those of <see cref="ValuesOf"/>.</summary>
    internal string WriteProfile { get; }

    /// <summary>{0} is the account.</summary>
    internal string Erase { get; }

    internal object[] ValuesOf(Guid id, long version, UserProfile profile, bool isGuest) =>
        [id, version, .. _profile.Select(column => column.Value!(profile, isGuest)!)];
}
