using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Polly;

namespace Community.Platform.Http.Problems;

/// <summary>The exceptions that become client answers. Every other exception is a defect: 500, and logged.</summary>
/// <param name="libraries">The additions of the service's libraries for their own exceptions.</param>
internal sealed class ExceptionProblems(IEnumerable<IExceptionProblems> libraries)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private readonly IExceptionProblems[] _libraries = [.. libraries];

    public ProblemResult? For(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case ProblemException { Problem: var problem }:
                return problem;
            case BadHttpRequestException bad:
                return BindingProblems.For(bad, context);
        }

        foreach (var library in _libraries)
        {
            if (library.For(exception) is { } known)
            {
                return known;
            }
        }

        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (IsOutage(cause))
            {
                return Problem.PartAway(Soon);
            }
        }

        return null;
    }

    /// <inheritdoc cref="IExceptionProblems.PassesAtOnce"/>
    public bool PassesAtOnce(Exception exception) => Array.Exists(_libraries, library => library.PassesAtOnce(exception));

    private static bool IsOutage(Exception cause) =>
        cause switch
        {
            DbException { IsTransient: true } => true,
            SocketException or TimeoutException or HttpRequestException or ExecutionRejectedException => true,
            // A request that the client aborted never gets here, so a cancellation is a time limit of the service.
            OperationCanceledException => true,
            _ => false,
        };
}
