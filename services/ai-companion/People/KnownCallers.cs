using Community.Platform.Access.Authorization;

namespace Community.Companion.People;

/// <summary>Brings the callers of requests here.</summary>
internal static class KnownCallers
{
    /// <summary>
    /// Brings each caller here before the handler begins, if their account is so new that the bus may not have brought it. A handler reads the caller
    /// inside its transaction, where other services must not be asked (<see cref="Platform.Data.TransactionGuard"/>).
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
