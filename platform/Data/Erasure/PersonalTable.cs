namespace Community.Platform.Data.Erasure;

/// <summary>The effect of an erasure on a table's rows.</summary>
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
/// <param name="Policy">The effect of the erasure.</param>
/// <param name="Why">The reason, for readers of the documentation.</param>
/// <param name="Sql">
/// The statement, with the parameters of the service's erasure. Null if nothing is done, or if the erasure does it in code.
/// </param>
public sealed record PersonalTable(string Name, ErasurePolicy Policy, string Why, string? Sql = null);
