using Community.Platform.Access.Authorization;

namespace Community.Social.People;

/// <summary>The callers of requests.</summary>
internal static class KnownCallers
{
    /// <summary>
    /// Loads each caller's row before the handler begins, if the account is so new that the bus may not have delivered it. A handler reads
    /// the row inside its transaction, where no other service may be called (<see cref="Platform.Data.TransactionGuard"/>).
    /// </summary>
    public static RouteGroupBuilder BringCallers(this RouteGroupBuilder api) => api.AddEndpointFilter(async (call, next) =>
    {
        if (call.HttpContext.User.UserIdOrNull() is { } caller)
        {
            await call.HttpContext.RequestServices.GetRequiredService<PeopleDirectory>().BringAsync(caller);
        }

        return await next(call);
    });
}
