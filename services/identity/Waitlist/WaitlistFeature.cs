namespace Community.Identity.Waitlist;

/// <summary>The waitlist of the product.</summary>
internal static class WaitlistFeature
{
    public static IServiceCollection AddWaitlist(this IServiceCollection services) => services.AddScoped<WaitlistJoin>();

    public static void MapWaitlist(this IEndpointRouteBuilder api) => WaitlistEndpoints.Map(api);
}
