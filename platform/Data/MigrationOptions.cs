using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Platform.Data;

/// <summary>
/// The process that applies migrations. By default, each service does so when it starts, and so owns its tables. A service with fewer
/// rights waits until the program has been run with <c>--migrate</c> as the owner.
/// </summary>
[Settings("Database:Migrations")]
internal sealed class MigrationOptions
{
    /// <summary>Whether the service applies migrations when it starts. If not, it listens when all of them are applied.</summary>
    public bool AtStart { get; init; } = true;

    /// <summary>
    /// The role that the service runs as, if it is not the owner: <c>--migrate</c> lets it read and write all tables, and no more.
    /// </summary>
    [RegularExpression("[a-z_][a-z0-9_-]{0,62}")]
    public string? RuntimeRole { get; init; }
}
