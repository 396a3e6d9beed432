using System.Data.Common;
using System.Net.Sockets;
using Community.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Polly;

namespace Community.ServiceDefaults.Problems;

/// <summary>The exceptions that become client answers. Every other exception is a defect: 500, and logged.</summary>
internal static class ExceptionProblems
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    public static ProblemResult? For(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case ProblemException { Problem: var problem }:
                return problem;
            case BadHttpRequestException bad:
                return BindingProblems.For(bad, context);
            case InvalidImageException image:
                return Problem.BadRequest(image.Message, "invalid_picture");
            case ObjectStoreException { Failure: ObjectStoreFailure.TooLarge }:
                return new PayloadTooLargeProblem("The file is larger than allowed.");
            case ObjectStoreException:
                return Problem.ServiceUnavailable(Soon, "Files cannot be stored or read at the moment. Try again shortly.");
            case DbUpdateConcurrencyException:
                return Problem.Conflict("This was changed by another request at the same moment. Read it again, then retry.", "changed_meanwhile");
        }

        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (IsUnstorableText(cause))
            {
                return Problem.BadRequest("The request contains a character that cannot be stored.");
            }

            if (IsOutage(cause))
            {
                return Problem.ServiceUnavailable(Soon, "The service cannot answer at the moment. Try again shortly.");
            }
        }

        return null;
    }

    // 22021 and 22P05: PostgreSQL refused NUL or a lone surrogate. The JSON reader refuses them; this is for text from other inputs.
    private static bool IsUnstorableText(Exception cause) =>
        cause is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter };

    private static bool IsOutage(Exception cause) => cause switch
    {
        DbException { IsTransient: true } => true,
        // The server closed the connection, cannot start yet, or cancelled for lack of time: not transient to Npgsql in every version.
        PostgresException { SqlState: var state } => state is PostgresErrorCodes.QueryCanceled || state.StartsWith("57P", StringComparison.Ordinal),
        SocketException or TimeoutException or HttpRequestException or ExecutionRejectedException => true,
        // A request that the client aborted never gets here, so a cancellation is a time limit of the service.
        OperationCanceledException => true,
        _ => false,
    };
}
