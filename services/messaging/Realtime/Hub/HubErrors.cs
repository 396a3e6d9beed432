using System.Reflection;
using System.Text.Json;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.SignalR;
using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>
/// Gives a hub client the error that HTTP would give: a failed call's message is <c>code: sentence</c>, where the code is the snake_case
/// word that programs may rely on. Details that are not for clients are not sent.
/// </summary>
internal sealed partial class HubErrors(CallsInProgress calls, ArgumentRules rules, ILogger<HubErrors> logger) : IHubFilter
{
    public const string Stopping = "stopping";
    public const string StoppingSentence = "This server is stopping. Connect again: another one answers.";

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        using (calls.TryBegin() ?? throw Of(Stopping, StoppingSentence))
        {
            try
            {
                RequireValid(invocationContext);
                return await next(invocationContext);
            }
            catch (ProblemException refused)
            {
                throw Of(refused.Problem);
            }
            catch (Exception unexpected) when (unexpected is not HubException)
            {
                // A client that went away is no failure, and an unreachable database is logged elsewhere.
                if (
                    unexpected.GetBaseException()
                    is not (NpgsqlException or OperationCanceledException or System.Net.Sockets.SocketException)
                )
                {
                    Log.Failed(logger, invocationContext.HubMethodName, unexpected);
                }

                throw Of("unavailable", "The server cannot do this at the moment. Try again shortly.");
            }
        }
    }

    /// <summary>
    /// Checks the attributes of the method's parameters and of their properties, as endpoints do. Null is an argument only for a parameter
    /// that is declared nullable.
    /// </summary>
    private void RequireValid(HubInvocationContext invocation)
    {
        foreach (var (parameter, argument) in invocation.HubMethod.GetParameters().Zip(invocation.HubMethodArguments))
        {
            if (argument is null && !IsNullable(parameter))
            {
                throw Of("invalid", $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!)} must not be null");
            }

            if (rules.FaultsOf(parameter, argument) is { Count: > 0 } faults)
            {
                throw Of("invalid", Sentence(faults));
            }
        }
    }

    private static bool IsNullable(ParameterInfo parameter) =>
        new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;

    private static string Sentence(IEnumerable<FieldFault> faults) =>
        string.Join(
            "; ",
            faults
                .GroupBy(fault => fault.Field, fault => fault.Fault.Message, StringComparer.Ordinal)
                .Select(field => $"{field.Key} {string.Join(", ", field)}")
        );

    public static HubException Of(string code, string sentence)
    {
        if (code == "rate_limited")
        {
            LimitMetrics.Hit(StatusCodes.Status429TooManyRequests, code);
        }

        return new($"{code}: {sentence}");
    }

    public static HubException Of(ProblemResult problem)
    {
        var code = problem.Extensions.GetValueOrDefault("reason") as string ?? (problem.Faults.Count == 0 ? "refused" : "invalid");
        LimitMetrics.Refused(problem);
        var sentence = problem.Faults.Count > 0 ? Sentence(problem.Faults) : problem.Detail ?? "";
        return new($"{code}: {sentence}");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The hub's {Method} failed")]
        public static partial void Failed(ILogger logger, string method, Exception exception);
    }
}

/// <summary>Counts the hub's calls that have not been answered, so that a stop can wait for them.</summary>
internal sealed class CallsInProgress
{
    private int _count;
    private int _isClosed;

    public bool IsNone => Volatile.Read(ref _count) == 0;

    /// <summary>From now on, no call begins.</summary>
    public void Close() => Interlocked.Exchange(ref _isClosed, 1);

    /// <summary>Counts a call until the returned object is disposed; null: no call may begin.</summary>
    public IDisposable? TryBegin()
    {
        // Counted first: code that closes and then sees no call may rely on it.
        Interlocked.Increment(ref _count);
        var call = new Call(this);
        if (Volatile.Read(ref _isClosed) == 0)
        {
            return call;
        }

        call.Dispose();
        return null;
    }

    private sealed class Call(CallsInProgress calls) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref calls._count);
    }
}
