namespace Community.Testing;

/// <summary>
/// Tests that take minutes: whole with <c>./community test --full</c> (<c>COMMUNITY_TEST_FULL=1</c>), in part otherwise, so that the
/// ordinary run stays below twenty minutes on two cores.
/// </summary>
public static class FullRun
{
    public static readonly bool IsOn = Environment.GetEnvironmentVariable("COMMUNITY_TEST_FULL") == "1";

    /// <summary>The reason of a test that the ordinary run skips.</summary>
    public const string Needed = "It takes minutes: ./community test --full runs it.";

    /// <summary>The number of cases that a property is tried with.</summary>
    public static int Cases(int full, int ordinary) => IsOn ? full : ordinary;
}
