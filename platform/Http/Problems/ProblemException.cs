namespace Community.Platform.Http.Problems;

/// <summary>
/// Thrown by a nested rule, where a return value would only be passed on. It becomes exactly its problem and is not logged.
/// </summary>
public sealed class ProblemException(ProblemResult problem) : Exception(problem.Detail)
{
    /// <summary>The client's answer.</summary>
    public ProblemResult Problem { get; } = problem;
}
