namespace Community.Payments.Disputes;

/// <summary>Disputes of charges.</summary>
internal static class DisputesFeature
{
    public static IServiceCollection AddDisputes(this IServiceCollection services) => services.AddHostedService<DisputeChecks>();
}
