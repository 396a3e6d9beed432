using Community.ServiceDefaults.Authorization;

namespace Community.Social.People;

/// <summary>The callers of requests.</summary>
internal static class KnownCallers
{
    /// <summary>
    /// Has each caller brought here before the handler begins, if they are so new that the bus may not have done it: a handler looks at them inside its transaction, where
    /// nothing else is asked (<see cref="ServiceDefaults.Data.TransactionGuard"/>).
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
