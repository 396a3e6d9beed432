namespace Community.Platform.Http.Problems;

/// <summary>
/// Knows the client's answers to the exceptions of one library. The library registers it; a request that fails asks each in turn. All calls
/// may come at once.
/// </summary>
public interface IExceptionProblems
{
    /// <summary>The answer; null: the exception is not one that this library explains.</summary>
    ProblemResult? For(Exception exception);

    /// <summary>Whether the request has only met a leftover of an earlier one, and succeeds if it is repeated at once.</summary>
    bool PassesAtOnce(Exception exception) => false;
}
