namespace Community.ServiceDefaults.Problems;

/// <summary>Thrown by a rule deep down where a return value would only be passed on; becomes exactly its problem, and is not logged.</summary>
public sealed class ProblemException(ProblemResult problem) : Exception(problem.Detail)
{
    /// <summary>What the client is answered.</summary>
    public ProblemResult Problem { get; } = problem;
}
