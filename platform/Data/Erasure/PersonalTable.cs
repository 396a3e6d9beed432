namespace Community.Platform.Data.Erasure;

/// <summary>What an erasure does to a table's rows.</summary>
public enum ErasurePolicy
{
    /// <summary>The rows are deleted.</summary>
    Delete,

    /// <summary>The rows stay, without the person.</summary>
    Anonymise,

    /// <summary>The rows stay. They have no data of the person, or have it only for a limited time.</summary>
    Keep,
}

/// <summary>A table with personal data. A service lists all of its tables, in the order of erasing.</summary>
/// <param name="Name">The table.</param>
/// <param name="Policy">What the erasure does.</param>
/// <param name="Why">The reason, for readers of the documentation.</param>
/// <param name="Sql">
/// The statement, with the parameters of the service's erasure. Null where nothing is done, or where the erasure does it in code.
/// </param>
public sealed record PersonalTable(string Name, ErasurePolicy Policy, string Why, string? Sql = null);
