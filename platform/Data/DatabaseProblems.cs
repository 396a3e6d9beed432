using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Platform.Data;

/// <summary>The answers to refusals by PostgreSQL and EF Core.</summary>
internal sealed class DatabaseProblems : IExceptionProblems
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    public ProblemResult? For(Exception exception)
    {
        if (exception is DbUpdateConcurrencyException)
        {
            return Problem.Conflict(
                "This was changed by another request at the same moment. Read it again, then retry.",
                "changed_meanwhile"
            );
        }

        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException { SqlState: var state })
            {
                return OfState(state);
            }
        }

        return PassesAtOnce(exception) ? Problem.PartAway(Soon) : null;
    }

    /// <summary>The connection that could not be read is closed: the next one serves.</summary>
    public bool PassesAtOnce(Exception exception) => DatabaseAway.IsLostPlan(exception);

    private static ProblemResult? OfState(string state) =>
        state switch
        {
            // NUL or a lone surrogate. The JSON reader refuses them; this is for text from other inputs.
            PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => Problem.BadRequest(
                "The request contains a character that cannot be stored."
            ),
            // The server closed the connection, cannot start yet, has a full disk, or cancelled for lack of time.
            PostgresErrorCodes.QueryCanceled => Problem.PartAway(Soon),
            _ when DatabaseAway.Causes(state) => Problem.PartAway(Soon),
            _ => null,
        };
}
