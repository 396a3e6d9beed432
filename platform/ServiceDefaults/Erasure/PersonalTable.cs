namespace Community.ServiceDefaults.Erasure;

/// <summary>What becomes of a table's rows when a person is erased.</summary>
public enum ErasurePolicy
{
    /// <summary>They go.</summary>
    Delete,

    /// <summary>They stay without the person.</summary>
    Anonymise,

    /// <summary>They stay, and hold nothing of the person, or only for a while.</summary>
    Keep,
}

/// <summary>A table with something of persons in it. A service lists all of its own, in the order of erasing.</summary>
/// <param name="Name">The table.</param>
/// <param name="Policy">What is done.</param>
/// <param name="Why">Why so, in words for whoever asks.</param>
/// <param name="Sql">Does it, with the parameters that the service's erasure gives. Null where nothing is done, or where that erasure does it itself.</param>
public sealed record PersonalTable(string Name, ErasurePolicy Policy, string Why, string? Sql = null);
