using Community.Contracts.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Data;

/// <summary>
/// Declares the act that an endpoint for moderators or administrators, of the platform or of a community, writes into the audit record.
/// Tests require the declaration of each such endpoint that changes something, and this class checks that the handler keeps to it.
/// </summary>
public static partial class RecordedActs
{
    /// <summary>
    /// The handler of this endpoint calls <see cref="RecordAct"/> with this act, or
    /// <see cref="ServiceDbContext.ChangedNothing"/>, in each request that it answers with success. A handler that did neither is an error
    /// in the log, and an exception where transactions are guarded (in all test runs).
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="action">The act, such as <c>course_published</c>.</param>
    public static TBuilder RecordsAct<TBuilder>(this TBuilder builder, string action)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(new RecordedActAttribute(action));
        return builder.AddEndpointFilter(
            async (context, next) =>
            {
                var answer = await next(context);
                if (IsSuccess(answer))
                {
                    Check(context.HttpContext.RequestServices, action);
                }

                return answer;
            }
        );
    }

    /// <summary>
    /// Declares the act of an endpoint that records it only sometimes, because its caller may also act on an object of their own, or that
    /// records it in a group with other requests. It is not checked here: the service's tests do.
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="action">The act, such as <c>thread_locked</c>.</param>
    public static TBuilder MayRecordAct<TBuilder>(this TBuilder builder, string action)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RecordedActAttribute(action));

    /// <summary>
    /// Publishes <see cref="StaffActed"/>, by which an act of a moderator or an administrator enters the audit record, in this unit of
    /// work.
    /// </summary>
    /// <param name="db">The unit of work of the act.</param>
    /// <param name="action">The act that the endpoint declares.</param>
    /// <param name="actorId">The moderator or the administrator.</param>
    /// <param name="now">When it happened.</param>
    /// <param name="userId">The user concerned; null: none, or erased.</param>
    /// <param name="objectId">The object of the act, such as a case.</param>
    /// <param name="outcome">The decision as a code, or an amount; null: the act has no outcome.</param>
    public static void RecordAct(
        this ServiceDbContext db,
        string action,
        Guid actorId,
        DateTimeOffset now,
        Guid? userId = null,
        Guid? objectId = null,
        string? outcome = null
    )
    {
        db.Publish(new StaffActed(Guid.CreateVersion7(now), now, actorId, 1, db.ServiceName, action, userId, objectId, outcome));
        db.ActRecorded(action);
    }

    private static bool IsSuccess(object? answer) =>
        answer switch
        {
            INestedHttpResult nested => IsSuccess(nested.Result),
            IStatusCodeHttpResult { StatusCode: { } status } => status < 300,
            _ => true,
        };

    /// <exception cref="InvalidOperationException">Nothing was recorded, and transactions are guarded.</exception>
    private static void Check(IServiceProvider services, string action)
    {
        var db = services.GetRequiredService<ServiceDbContext>();
        if (db.HasRecorded(action) && !db.HasUnsavedEvents)
        {
            return;
        }

        Log.Missing(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RecordedActs)), action);
        if (services.GetRequiredService<GuardedTransactions>().IsOn)
        {
            throw new InvalidOperationException($"This request succeeded without the audit entry that its endpoint declares: {action}.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A request of staff succeeded without its audit entry {Action}")]
        public static partial void Missing(ILogger logger, string action);
    }
}

/// <summary>The act that an endpoint writes into the audit record.</summary>
/// <param name="action">Such as <c>course_published</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecordedActAttribute(string action) : Attribute
{
    /// <summary>The act.</summary>
    public string Action { get; } = action;
}
